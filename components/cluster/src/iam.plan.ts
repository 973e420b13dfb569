/** Trust policies: who may take on a role. */

/** A service account of the cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

function trust(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

/** A role that EC2 gives to its instances. */
export const trustInstances = trust({
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});

/**
 * A role for the pods of one service account of one cluster, through EKS Pod Identity. The agent vouches for all
 * three in the session's tags (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html).
 */
export function trustPods(clusterName: string, serviceAccount: ServiceAccount): string {
  return trust({
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: {
      StringEquals: {
        "aws:RequestTag/eks-cluster-name": clusterName,
        "aws:RequestTag/kubernetes-namespace": serviceAccount.namespace,
        "aws:RequestTag/kubernetes-service-account": serviceAccount.name,
      },
    },
  });
}

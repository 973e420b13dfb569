/** The security groups of the control plane and of the nodes, and what they let through. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type * as eks from "@pulumi/eks";

const ANYWHERE = { fromPort: 0, toPort: 0, protocol: "-1" };

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

function tagged(name: pulumi.Input<string>, ...more: Tags[]): pulumi.Output<Record<string, string>> {
  return pulumi
    .all([name, ...more])
    .apply(([Name, ...maps]) => Object.assign({ Name }, ...maps) as Record<string, string>);
}

export function clusterSecurityGroup(
  name: string,
  args: eks.ClusterArgs,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const full = `${name}-eksClusterSecurityGroup`;
  const group = new aws.ec2.SecurityGroup(
    full,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: tagged(full, args.clusterSecurityGroupTags, args.tags),
    },
    { parent },
  );
  new aws.ec2.SecurityGroupRule(
    `${name}-eksClusterInternetEgressRule`,
    {
      description: "Allow internet access.",
      type: "egress",
      ...ANYWHERE,
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: group.id,
    },
    { parent },
  );
  return group;
}

export interface NodeSecurity {
  readonly group: aws.ec2.SecurityGroup;
  /** Lets the nodes reach the API server. */
  readonly clusterIngressRule: aws.ec2.SecurityGroupRule;
}

export function nodeSecurity(
  name: string,
  args: eks.ClusterArgs,
  cluster: aws.eks.Cluster,
  clusterGroup: pulumi.Input<string>,
  parent: pulumi.Resource,
): NodeSecurity {
  const full = `${name}-nodeSecurityGroup`;
  const owned = cluster.name.apply((clusterName) => ({ [`kubernetes.io/cluster/${clusterName}`]: "owned" }));
  const group = new aws.ec2.SecurityGroup(
    full,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: tagged(full, owned, args.nodeSecurityGroupTags, args.tags),
    },
    { parent },
  );
  const rule = (
    suffix: string,
    rest: Omit<aws.ec2.SecurityGroupRuleArgs, "securityGroupId">,
    securityGroupId: pulumi.Input<string> = group.id,
  ): aws.ec2.SecurityGroupRule =>
    new aws.ec2.SecurityGroupRule(`${name}-${suffix}`, { ...rest, securityGroupId }, { parent });
  const fromCluster = { type: "ingress", protocol: "tcp", sourceSecurityGroupId: clusterGroup };

  rule("eksNodeIngressRule", {
    description: "Allow nodes to communicate with each other",
    type: "ingress",
    ...ANYWHERE,
    self: true,
  });
  rule("eksNodeClusterIngressRule", {
    description: "Allow worker Kubelets and pods to receive communication from the cluster control plane",
    ...fromCluster,
    fromPort: 1025,
    toPort: 65535,
  });
  rule("eksExtApiServerClusterIngressRule", {
    description:
      "Allow pods running extension API servers on port 443 to receive communication from cluster control plane",
    ...fromCluster,
    fromPort: 443,
    toPort: 443,
  });
  rule("eksNodeInternetEgressRule", {
    description: "Allow internet access.",
    type: "egress",
    ...ANYWHERE,
    cidrBlocks: ["0.0.0.0/0"],
  });
  const clusterIngressRule = rule(
    "eksClusterIngressRule",
    {
      description: "Allow pods to communicate with the cluster API Server",
      type: "ingress",
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      sourceSecurityGroupId: group.id,
    },
    clusterGroup,
  );
  return { group, clusterIngressRule };
}

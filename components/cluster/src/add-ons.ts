/** EKS add-ons that every cluster has. The network plugin and kube-proxy come with the control plane. */
import { Addon } from "@pulumi/aws/eks/addon.js";
import type { Resource } from "@pulumi/pulumi";
import { podIdentity } from "./pod-identity.ts";

/** Add-ons this component installs, by the name EKS gives them. */
export type AddOnName = "coredns" | "eks-pod-identity-agent" | "aws-ebs-csi-driver" | "metrics-server";

/** Versions of add-ons (`v1.2.3-eksbuild.4`). Default: the one EKS recommends for the cluster's version. */
export type AddOnVersions = Readonly<Partial<Record<AddOnName, string>>>;

interface AddOnsArgs {
  readonly clusterName: string;
  readonly versions: AddOnVersions;
  readonly tags: Readonly<Record<string, string>>;
  /** The nodes: an add-on without one to run on never becomes healthy. */
  readonly dependsOn: readonly Resource[];
}

/** The system nodes' taint. The other add-ons tolerate it as EKS ships them. */
const toleratesSystemNodes = { tolerations: [{ key: "CriticalAddonsOnly", operator: "Exists" }] };

/** Adds the add-ons to a component. */
export function addOns(parent: Resource, prefix: string, args: AddOnsArgs): Resource[] {
  const { clusterName, versions, tags } = args;
  const install = (addonName: AddOnName, dependsOn: readonly Resource[], configuration?: object) =>
    new Addon(
      `${prefix}-${addonName}`,
      {
        clusterName,
        addonName,
        addonVersion: versions[addonName],
        configurationValues: configuration && JSON.stringify(configuration),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
        tags,
      },
      { parent, dependsOn: [...dependsOn] },
    );
  const agent = install("eks-pod-identity-agent", args.dependsOn);
  const volumes = podIdentity(parent, `${prefix}-aws-ebs-csi-driver`, {
    clusterName,
    role: "ebs-csi-driver",
    serviceAccount: { namespace: "kube-system", name: "ebs-csi-controller-sa" },
    allow: { managedPolicy: "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy" },
    tags,
    dependsOn: args.dependsOn,
  });
  return [
    agent,
    install("coredns", args.dependsOn),
    install("metrics-server", args.dependsOn, toleratesSystemNodes),
    install("aws-ebs-csi-driver", [agent, ...volumes]),
  ];
}

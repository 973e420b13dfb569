/** The EKS control plane: its key, its log group, who is let in, and the cluster itself. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import { Cluster } from "@pulumi/eks";
import type { Input, Resource } from "@pulumi/pulumi";

/** Who reaches the API server, and from where. */
export interface ControlPlane {
  /** IAM roles with full rights in the cluster, ARN by a name for the entry. Whoever creates it has them too. */
  readonly administrators: Readonly<Record<string, string>>;
  /** Networks that may reach the API server from outside the VPC. Empty: none, the public endpoint is off. */
  readonly publicAccessCidrs: readonly string[];
  /** Days that the control plane's logs, audit included, are kept. */
  readonly logRetentionDays: number;
  /** Refuse to delete the cluster. Default false. */
  readonly deletionProtection?: boolean;
}

interface ControlPlaneArgs extends ControlPlane {
  readonly clusterName: string;
  readonly version: string;
  readonly vpcId: Input<string>;
  readonly privateSubnetIds: readonly Input<string>[];
  readonly tags: Readonly<Record<string, string>>;
}

const logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const clusterAdmin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy";

/** Adds the control plane to a component. */
export function controlPlane(parent: Resource, prefix: string, args: ControlPlaneArgs): Cluster {
  const { clusterName, publicAccessCidrs, tags } = args;
  const isPublic = publicAccessCidrs.length > 0;
  const key = secretsKey(parent, prefix, clusterName, tags);
  // Left to EKS, the group would be kept for ever and outlive the cluster.
  const logs = new LogGroup(
    `${prefix}-logs`,
    { name: `/aws/eks/${clusterName}/cluster`, retentionInDays: args.logRetentionDays, tags },
    { parent },
  );
  return new Cluster(
    `${prefix}-eks`,
    {
      name: clusterName,
      version: args.version,
      upgradePolicy: { supportType: "STANDARD" },
      vpcId: args.vpcId,
      privateSubnetIds: [...args.privateSubnetIds],
      endpointPrivateAccess: true,
      endpointPublicAccess: isPublic,
      publicAccessCidrs: isPublic ? [...publicAccessCidrs] : undefined,
      authenticationMode: "API",
      accessEntries: administratorEntries(args.administrators),
      encryptionConfigKeyArn: key.arn,
      enabledClusterLogTypes: logTypes,
      deletionProtection: args.deletionProtection ?? false,
      // Nodes and their add-ons are made one by one beside it; all share the security group EKS makes.
      skipDefaultNodeGroup: true,
      skipDefaultSecurityGroups: true,
      corednsAddonOptions: { enabled: false },
      vpcCniOptions: { enableNetworkPolicy: true },
      tags,
    },
    { parent, dependsOn: logs },
  );
}

function administratorEntries(administrators: Readonly<Record<string, string>>) {
  const entry = (principalArn: string) => ({
    principalArn,
    accessPolicies: { admin: { policyArn: clusterAdmin, accessScope: { type: "cluster" as const } } },
  });
  return Object.fromEntries(Object.entries(administrators).map(([name, arn]) => [name, entry(arn)]));
}

/** The key that Secrets are encrypted with before etcd sees them. */
function secretsKey(
  parent: Resource,
  prefix: string,
  clusterName: string,
  tags: Readonly<Record<string, string>>,
): Key {
  const key = new Key(
    `${prefix}-secrets-key`,
    {
      description: `Secrets of the EKS cluster ${clusterName}`,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags,
    },
    { parent },
  );
  void new Alias(
    `${prefix}-secrets-key-alias`,
    { name: `alias/eks/${clusterName}`, targetKeyId: key.keyId },
    { parent },
  );
  return key;
}

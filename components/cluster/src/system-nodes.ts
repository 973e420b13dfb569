/**
 * The few nodes that are always there, for what has to run before Karpenter can add more: DNS, storage, metrics
 * and Karpenter itself. A taint keeps everything else off them.
 */
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate.js";
import { NodeGroup } from "@pulumi/aws/eks/nodeGroup.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import * as pulumi from "@pulumi/pulumi";
import { trustInstances } from "./iam.plan.ts";

/** Size of the system node group. */
export interface SystemNodes {
  /** EC2 instance types, all of the same processor architecture; the first that is available is taken. */
  readonly instanceTypes: readonly string[];
  /** Default `x86_64`. */
  readonly architecture?: "x86_64" | "arm64";
  /** Nodes. Two or more: Karpenter's two replicas refuse to share one. */
  readonly count: number;
  /** Size of each root volume in GiB. Default 40. */
  readonly diskSize?: number;
}

interface SystemNodesArgs extends SystemNodes {
  readonly clusterName: string;
  readonly version: string;
  readonly subnetIds: readonly pulumi.Input<string>[];
  readonly role: Role;
  readonly tags: Readonly<Record<string, string>>;
  readonly dependsOn: readonly pulumi.Resource[];
}

/** What a node may do in AWS: join its cluster, give pods addresses, pull images, and be reached by Session Manager. */
const nodePolicies = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonSSMManagedInstanceCore",
];

/** Adds the role of all nodes, and returns it with what has to exist before a node uses it. */
export function nodeRole(
  parent: pulumi.Resource,
  prefix: string,
  name: string,
  tags: Readonly<Record<string, string>>,
): { role: Role; ready: pulumi.Resource[] } {
  const role = new Role(`${prefix}-node-role`, { name, assumeRolePolicy: trustInstances, tags }, { parent });
  const ready = nodePolicies.map(
    (policy) =>
      new RolePolicyAttachment(
        `${prefix}-node-role-${policy}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        { parent },
      ),
  );
  return { role, ready };
}

/** Adds the node group. */
export function systemNodes(parent: pulumi.Resource, prefix: string, args: SystemNodesArgs): NodeGroup {
  const { clusterName, count, tags } = args;
  const template = launchTemplate(parent, prefix, args);
  return new NodeGroup(
    `${prefix}-system-nodes`,
    {
      clusterName,
      nodeGroupName: `${clusterName}-system`,
      nodeRoleArn: args.role.arn,
      subnetIds: [...args.subnetIds],
      version: args.version,
      amiType: args.architecture === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD",
      instanceTypes: [...args.instanceTypes],
      scalingConfig: { minSize: count, desiredSize: count, maxSize: count + 1 },
      updateConfig: { maxUnavailable: 1 },
      launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
      taints: [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }],
      labels: { "plinth.dev/nodes": "system" },
      tags,
    },
    { parent, dependsOn: [...args.dependsOn] },
  );
}

function launchTemplate(parent: pulumi.Resource, prefix: string, args: SystemNodesArgs): LaunchTemplate {
  const { clusterName, diskSize = 40, tags } = args;
  const named = { ...tags, Name: `${clusterName}-system` };
  return new LaunchTemplate(
    `${prefix}-system-nodes-template`,
    {
      name: `${clusterName}-system`,
      updateDefaultVersion: true,
      // One hop: a pod cannot reach the node's own credentials.
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { volumeType: "gp3", volumeSize: diskSize, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags: named })),
      tags,
    },
    { parent },
  );
}

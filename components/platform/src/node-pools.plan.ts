/** The nodes that Karpenter may add, as plain data. */
import type { schema } from "@plinth/crds";
import type { Karpenter } from "./settings.ts";

/** What nodes there may be. */
export interface NodesArgs {
  /** Ceiling of all nodes together, in Kubernetes quantities. Karpenter stops there, whatever is asked for. */
  readonly limits: { readonly cpu: string; readonly memory: string };
  /** How capacity is bought. Spot costs less and may be taken back within two minutes. */
  readonly capacityTypes: readonly ("on-demand" | "spot")[];
  /** Default `["amd64"]`. Every image has to be there for each of them. */
  readonly architectures?: readonly ("amd64" | "arm64")[];
  /** Families of instances. Default `["c", "m", "r"]`: computing, even, memory. */
  readonly instanceCategories?: readonly string[];
  /** Size of each node's root volume. Default `50Gi`. */
  readonly disk?: string;
}

/** `spec` of the NodePool. */
export function nodePoolSpec(nodes: NodesArgs, nodeClass: string): schema.NodePool["spec"] {
  const { limits, capacityTypes, architectures = ["amd64"], instanceCategories = ["c", "m", "r"] } = nodes;
  const isOneOf = (key: string, values: readonly string[]) => ({
    key,
    operator: "In" as const,
    values: [...values],
  });
  return {
    limits: { ...limits },
    template: {
      metadata: { labels: { "plinth.dev/nodes": "general" } },
      spec: {
        nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: nodeClass },
        // A node is replaced after two weeks, and given an hour to let its pods go.
        expireAfter: "336h",
        terminationGracePeriod: "1h",
        requirements: [
          isOneOf("karpenter.sh/capacity-type", capacityTypes),
          isOneOf("kubernetes.io/arch", architectures),
          isOneOf("kubernetes.io/os", ["linux"]),
          isOneOf("karpenter.k8s.aws/instance-category", instanceCategories),
          // Nitro, and the volumes and networks that came with it.
          { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["5"] },
          {
            key: "karpenter.k8s.aws/instance-size",
            operator: "NotIn",
            values: ["nano", "micro", "small", "medium", "metal"],
          },
        ],
      },
    },
    disruption: {
      consolidationPolicy: "WhenEmptyOrUnderutilized",
      consolidateAfter: "5m",
      budgets: [{ nodes: "10%" }],
    },
  };
}

/** `spec` of the EC2NodeClass. `image` is an alias with its version, `al2023@v20260903`. */
export function nodeClassSpec(
  { disk = "50Gi" }: NodesArgs,
  karpenter: Karpenter,
  image: string,
): schema.EC2NodeClass["spec"] {
  return {
    amiSelectorTerms: [{ alias: image }],
    role: karpenter.nodeRole,
    subnetSelectorTerms: [{ tags: { ...karpenter.subnetTags } }],
    securityGroupSelectorTerms: [{ tags: { ...karpenter.securityGroupTags } }],
    associatePublicIPAddress: false,
    // One hop: a pod cannot reach the node's own credentials.
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeType: "gp3", volumeSize: disk, encrypted: true, deleteOnTermination: true },
      },
    ],
    tags: { ...karpenter.tags, Name: `${karpenter.clusterName}-general` },
  };
}

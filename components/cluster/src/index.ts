export type { AddOnName, AddOnVersions } from "./add-ons.ts";
export {
  Cluster,
  type ClusterArgs,
  type ClusterNetwork,
  type EksArgs,
  type ExistingClusterArgs,
  type KubernetesApi,
} from "./cluster.ts";
export type { ControlPlane } from "./control-plane.ts";
export type { KarpenterHandle } from "./karpenter.ts";
export type { SystemNodes } from "./system-nodes.ts";

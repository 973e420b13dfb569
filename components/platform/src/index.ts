export type { NodesArgs } from "./node-pools.plan.ts";
export { Platform, type MeshControlPlane, type PlatformArgs, type PlatformCluster } from "./platform.ts";
export type { Capability } from "./platform.plan.ts";
export type { Karpenter, Settings } from "./settings.ts";
export { chartVersions, images, type ChartName, type ChartVersion } from "./versions.ts";

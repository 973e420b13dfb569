export type { Inputs } from "./inputs.ts";
export type { ClusterMetadata, NamespacedMetadata, ResourceArgs } from "./resource.ts";
export * from "./resources.ts";
export type * as schema from "./generated/index.ts";

export { AppNamespace, type AppNamespaceArgs } from "./app-namespace.ts";
export type { Quota } from "./app-namespace.plan.ts";
export { Workload, type WorkloadArgs } from "./workload.ts";

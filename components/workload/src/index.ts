export { AppNamespace, type AppNamespaceArgs } from "./app-namespace.ts";
export type { Quota } from "./app-namespace.plan.ts";
export type { WorkloadArgs } from "./workload.args.ts";
export { Workload } from "./workload.ts";

export { Observability } from "./observability.ts";
export type { ObservabilityArgs, QueueHandle, TargetHandle } from "./observability.ts";
export { metrics } from "./metrics.ts";
export type { Metric, Producer } from "./metrics.ts";
export type { Receiver, Routing, SecretReference } from "./routing.plan.ts";
export type { Objectives } from "./targets.ts";
export type { Severity } from "./rules/rule.ts";

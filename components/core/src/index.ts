export * from "./connection.plan.ts";
export * from "./dependency.ts";
export * from "./labels.ts";
export * from "./options.ts";
export * from "./pod.ts";
export * from "./quantity.ts";
export * from "./resources.ts";
export * from "./service.ts";

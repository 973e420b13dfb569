export { Network, type NetworkArgs } from "./network.ts";
export type { VpcArgs } from "./network.plan.ts";

export { Edge, type EdgeArgs } from "./edge.ts";
export type { CertificateIssuer } from "./edge.plan.ts";

export { loadEnvironment, parseEnvironment } from "./load.ts";
export type { Environment } from "./environment.ts";

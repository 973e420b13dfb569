export { loadEnvironment } from "./load.ts";

/**
 * The sandbox's parts, for tests and measurements.
 */
export { KubernetesClient, loadKubeconfig } from "./api/client.ts";
export { main as runCommand } from "./cli/commands/index.ts";
export { readCheckpoint, resourcesOf, type Checkpoint, type ResourceState } from "./cli/checkpoint.ts";
export { sandboxEnvironment, sandboxVariables } from "./cli/environment.ts";
export { appliedObjects, awsResources } from "./cli/leftovers.ts";
export { sandboxPaths, stackPaths, type SandboxPaths, type StackPaths } from "./cli/paths.ts";
export { findProgram, type Program } from "./cli/program.ts";
export { startProviders, type Providers } from "./cli/providers.ts";
export {
  findControlPlane,
  startControlPlane,
  stopControlPlane,
  type ControlPlane,
} from "./controlplane/index.ts";
export { isUserError, UserError } from "./errors.ts";
export { prepareToolchain, reportTo, silent, type Progress, type Toolchain } from "./toolchain/index.ts";

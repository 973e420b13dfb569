export {
  prepareToolchain,
  type PrepareOptions,
  type Toolchain,
  type ToolchainVersions,
} from "./toolchain.ts";
export { elapsed, reportTo, silent, step, type Progress, type Step } from "./progress.ts";
export { withLock } from "./lock.ts";
export { cacheDirectory, isDiskFull, withDiskSpaceError } from "./cache.ts";
export { findExecutables } from "./executable.ts";

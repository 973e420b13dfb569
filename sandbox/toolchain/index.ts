export { prepareToolchain, type Toolchain } from "./toolchain.ts";
export { elapsed, reportTo, silent, step, type Progress } from "./progress.ts";
export { cacheDirectory, isDiskFull } from "./cache.ts";
export { findExecutables } from "./executable.ts";

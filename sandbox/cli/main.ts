/**
 * The sandbox's command line: a Pulumi program's stacks on this machine, with no cloud account.
 */
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { cacheDirectory } from "../toolchain/cache.ts";

enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? join(cacheDirectory(), "node"));
const { main } = await import("./commands/index.ts");
process.exitCode = await main(process.argv.slice(2));

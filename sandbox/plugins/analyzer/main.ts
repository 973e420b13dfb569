/**
 * Stands in for `pulumi-analyzer-policy` where the official one is not installed: runs the policy pack in the
 * current folder with the SDK that the pack itself has installed.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const pack = process.cwd();
let runner: string;
try {
  runner = createRequire(join(pack, "noop.js")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
} catch {
  process.stderr.write(
    `policy pack ${pack}: @pulumi/pulumi is not installed there; run npm ci in the project\n`,
  );
  process.exit(1);
}
process.stdin.once("close", () => process.exit(0)).resume();
await import(pathToFileURL(runner).href);

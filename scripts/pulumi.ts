/**
 * Runs the Pulumi CLI on PATH with the policy pack, so that nobody forgets it: `preview` and `up` get the pack
 * at the levels of the stack named by `--stack`, or of the selected one; every other command is passed on as it is.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";

const policies = path.resolve(import.meta.dirname, "../policies");
const judged = new Set(["preview", "up", "update", "pre"]);

/** The pack, and the stack's own levels where it has some; without, every rule is mandatory. */
function policyArguments(stack: string): string[] {
  const levels = path.join(policies, "levels", `${stack}.json`);
  return ["--policy-pack", policies, ...(existsSync(levels) ? ["--policy-pack-config", levels] : [])];
}

function selectedStack(): string {
  const { stdout, status } = spawnSync("pulumi", ["stack", "--show-name"], { encoding: "utf8" });
  return status === 0 ? (stdout.trim().split("/").at(-1) ?? "") : "";
}

const args = process.argv.slice(2);
const { values } = parseArgs({ args, options: { stack: { type: "string", short: "s" } }, strict: false });
const stack = typeof values.stack === "string" ? (values.stack.split("/").at(-1) ?? "") : selectedStack();
const extra = judged.has(args[0] ?? "") ? policyArguments(stack) : [];
const { status, error } = spawnSync("pulumi", [...args, ...extra], { stdio: "inherit" });
if (error)
  process.stderr.write(`pulumi did not start: ${error.message}; install the Pulumi CLI, or use npm run up\n`);
process.exitCode = status ?? 1;

/**
 * Runs what was asked for and ends with one line for all of it, `N passed, N failed`.
 *
 *   node tests/run.ts test     units, properties, graphs, policies, and the sandbox end to end
 *   node tests/run.ts drills   long campaigns: kills, fuzzing at full count
 *   node tests/run.ts checks   types, lint, format, unused code, generated files
 */
import { spawn } from "node:child_process";
import { prepareToolchain, reportTo } from "../sandbox/toolchain/index.ts";
import { installTools } from "./harness/tools.ts";

interface Counts {
  passed: number;
  failed: number;
}

type Suite = () => Promise<Counts>;

const testFiles = "{components,config,policies,sandbox,services,tests}/**/*.test.ts";
const drillFiles = "{components,policies,sandbox,services,tests}/**/*.drill.ts";

const checks: readonly (readonly [string, ...string[]])[] = [
  ["tsc", "--project", "."],
  ["oxlint", "--type-aware", "--deny-warnings"],
  ["prettier", "--check", "--log-level", "warn", "."],
  ["knip"],
  ["node", "scripts/docs.ts", "--check"],
];

const suites: Readonly<Record<string, readonly Suite[]>> = {
  checks: checks.map((command) => () => check(command)),
  test: [() => mocha(testFiles)],
  drills: [() => mocha(drillFiles)],
};

/** Runs a command with its output shown; resolves with its exit code and what it wrote. */
function run([command, ...args]: readonly [string, ...string[]]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      process.stdout.write(text);
    });
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

async function check(command: readonly [string, ...string[]]): Promise<Counts> {
  process.stdout.write(`\n${command.join(" ")}\n`);
  const { code } = await run(command);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A run that ends without its closing line, or without a single test, counts as one failure. */
async function mocha(files: string): Promise<Counts> {
  const { code, output } = await run(["mocha", files]);
  const closing = /^(\d+) passed, (\d+) failed$/m.exec(
    output.slice(output.lastIndexOf("\n", output.length - 2) + 1),
  );
  const passed = Number(closing?.[1] ?? 0);
  const failed = Number(closing?.[2] ?? 0);
  const unexplained = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed };
}

/** Gets everything that tests call, and tells them where it is. */
async function prepare(): Promise<void> {
  installTools();
  const { crds } = await prepareToolchain({ report: reportTo(process.stderr) });
  // Where the test of the generated types finds what they were generated from.
  process.env["CRDS"] = crds;
}

const chosen = suites[process.argv[2] ?? ""];
if (!chosen) {
  process.stderr.write(`usage: node tests/run.ts ${Object.keys(suites).join("|")}\n`);
  process.exit(2);
}
if (process.argv[2] !== "checks") await prepare();
const total: Counts = { passed: 0, failed: 0 };
for (const suite of chosen) {
  const counts = await suite();
  total.passed += counts.passed;
  total.failed += counts.failed;
}
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

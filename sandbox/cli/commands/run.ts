/**
 * `run`: any command in the sandbox's environment; without one, the environment as lines that a shell can evaluate.
 */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { reportTo } from "../../toolchain/index.ts";
import type { CommandLine } from "../arguments.ts";
import { runInForeground } from "../child.ts";
import { sandboxVariables } from "../environment.ts";
import { sandboxPaths } from "../paths.ts";
import { findProgram, type Program } from "../program.ts";
import { openSession, startCluster, type Session } from "../session.ts";
import { chooseStack, readCurrent } from "../stacks.ts";
import { note } from "../terminal.ts";

export async function run({ stack: named, rest }: CommandLine): Promise<number> {
  const program = findProgram(process.cwd());
  const stack = chooseStack(program, named, readCurrent(sandboxPaths(program.root)));
  const session = await openSession(program, stack, {
    report: reportTo(process.stderr),
    note,
    tolerateForeignSecrets: true,
  });
  const [command, ...args] = rest;
  // The pulumi of the sandbox starts the cluster by itself, when it needs it.
  if (command !== "pulumi" && existsSync(session.files.kubeconfig)) {
    await startCluster(session);
  }
  if (command === undefined) {
    process.stdout.write(exportLines(session));
    return 0;
  }
  return runInForeground({
    command,
    args,
    environment: session.environment,
    directory: directoryOf(program),
  });
}

function exportLines({ paths, program, stack, environment }: Session): string {
  const kubeconfig = environment["KUBECONFIG"] ?? "";
  const variables = sandboxVariables({ paths, programRoot: program.root, stack, kubeconfig });
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join("");
}

/** npm moves to the folder of package.json; the user may have been in one below it. */
function directoryOf(program: Program): string {
  const before = process.env["npm_lifecycle_event"] === "sandbox" ? process.env["INIT_CWD"] : undefined;
  const inside = before !== undefined && !relative(program.root, before).startsWith("..");
  return inside ? before : process.cwd();
}

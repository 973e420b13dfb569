/**
 * `status`: which stacks there are, and what runs. Starts nothing.
 */
import { findControlPlane } from "../../controlplane/index.ts";
import { pendingOf, readCheckpoint, resourcesOf } from "../checkpoint.ts";
import { sandboxPaths, stackPaths, type SandboxPaths } from "../paths.ts";
import { findProgram, type Program } from "../program.ts";
import { readCurrent, stacksOnDisk } from "../stacks.ts";
import { renderTable } from "../table.ts";
import { paintFor } from "../terminal.ts";

export async function status(): Promise<number> {
  const program = findProgram(process.cwd());
  const paths = sandboxPaths(program.root);
  const stacks = [...new Set([...program.stacks, ...stacksOnDisk(paths)])].toSorted();
  const current = readCurrent(paths);
  const rows = await Promise.all(
    stacks.map(async (stack) => [
      stack === current ? `${stack} *` : stack,
      ...(await describeStack(program, paths, stack)),
    ]),
  );
  const paint = paintFor(process.stdout);
  const lines = renderTable([["STACK", "RESOURCES", "CONTROL PLANE"], ...rows]);
  process.stdout.write(`${paint("bold", lines[0] ?? "")}\n${lines.slice(1).join("\n")}\n`);
  return 0;
}

async function describeStack(
  program: Program,
  paths: SandboxPaths,
  stack: string,
): Promise<readonly string[]> {
  const files = stackPaths(paths, program.name, stack);
  const checkpoint = readCheckpoint(files.checkpoint);
  const pending = pendingOf(checkpoint).length;
  const plane = await findControlPlane(files.directory);
  return [
    checkpoint === undefined
      ? "-"
      : `${resourcesOf(checkpoint).length}${pending > 0 ? ` (${pending} unfinished)` : ""}`,
    plane === undefined ? "stopped" : plane.server,
  ];
}

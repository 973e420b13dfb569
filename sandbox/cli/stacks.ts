/**
 * Which stack a command is about.
 */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { UserError } from "../errors.ts";
import { readIfThere, writeWhole } from "./files.ts";
import type { SandboxPaths } from "./paths.ts";
import { requireStack, type Program } from "./program.ts";

/** The stack of a fresh program, where it has one of this name. */
const FIRST = "dev";

/**
 * The stack that was named, else `PULUMI_STACK`, else `current`, else `dev`, else the only one there is.
 *
 * @param current the stack that was brought up last, for commands that look at it
 * @throws UserError when the program has no such stack, or several and none was named
 */
export function chooseStack(program: Program, named: string | undefined, current?: string): string {
  const stack = nameStack(program, named, current);
  requireStack(program, stack);
  return stack;
}

/** The same, for a stack that may have lost its settings file. */
export function nameStack(program: Program, named: string | undefined, current?: string): string {
  const only = program.stacks.length === 1 ? program.stacks[0] : undefined;
  const first = program.stacks.includes(FIRST) ? FIRST : only;
  const stack = named ?? (process.env["PULUMI_STACK"] || undefined) ?? current ?? first;
  if (stack === undefined) {
    const known =
      program.stacks.length === 0
        ? "Write a Pulumi.dev.yaml first"
        : `Name one of: ${program.stacks.join(", ")}`;
    throw new UserError("stack", "none was named", known);
  }
  return stack;
}

/** Names of the stacks that have a folder in the sandbox. */
export function stacksOnDisk(paths: SandboxPaths): readonly string[] {
  if (!existsSync(paths.stacks)) {
    return [];
  }
  const folders = readdirSync(paths.stacks, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => name).toSorted();
}

export function readCurrent(paths: SandboxPaths): string | undefined {
  return readIfThere(paths.current)?.trim() || undefined;
}

export function writeCurrent(paths: SandboxPaths, stack: string): void {
  writeWhole(paths.current, `${stack}\n`);
}

export function forgetCurrent(paths: SandboxPaths, stack: string): void {
  if (readCurrent(paths) === stack) {
    rmSync(paths.current, { force: true });
  }
}

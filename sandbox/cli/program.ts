/**
 * The Pulumi program that the sandbox serves: its folder, its name, its stacks.
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { UserError } from "../errors.ts";
import { readYaml } from "./yaml.ts";

export interface Program {
  /** Absolute path of the folder that holds Pulumi.yaml. */
  readonly root: string;
  /** The project's name. */
  readonly name: string;
  /** Names of the stacks that have a settings file, sorted. */
  readonly stacks: readonly string[];
  /** The folder of the program's CrossGuard pack, if it has one. */
  readonly policyPack: string | undefined;
}

/**
 * Finds the program: `SANDBOX_PROGRAM`, or the nearest folder at or above `from` that holds a Pulumi.yaml.
 *
 * @throws UserError when there is none, or when Pulumi.yaml cannot be read
 */
export function findProgram(from: string, environment: NodeJS.ProcessEnv = process.env): Program {
  const start = environment["SANDBOX_PROGRAM"] ?? from;
  const root = ancestors(resolve(start)).find((folder) => existsSync(join(folder, "Pulumi.yaml")));
  if (root === undefined) {
    throw new UserError(
      start,
      "no Pulumi.yaml here or in any folder above",
      "Run this inside a Pulumi program",
    );
  }
  const file = join(root, "Pulumi.yaml");
  const name = readYaml(file).get("name");
  if (typeof name !== "string" || name === "") {
    throw new UserError(file, "has no project name", "Add `name: <project>` to it");
  }
  const stacks = readdirSync(root)
    .map((entry) => /^Pulumi\.(.+)\.yaml$/.exec(entry)?.[1])
    .filter((stack) => stack !== undefined);
  return { root, name, stacks: stacks.toSorted(), policyPack: policyPackOf(root, environment) };
}

/** The stack's settings file as its author wrote it. */
export function settingsFile(program: Program, stack: string): string {
  return join(program.root, `Pulumi.${stack}.yaml`);
}

/** @throws UserError, with the stacks there are, when the program has no settings file for `stack` */
export function requireStack(program: Program, stack: string): void {
  if (program.stacks.includes(stack)) {
    return;
  }
  const known = program.stacks.length === 0 ? "none" : program.stacks.join(", ");
  throw new UserError(
    `stack "${stack}"`,
    `this program has no Pulumi.${stack}.yaml`,
    `Choose one of its stacks (${known}), or write that file`,
  );
}

/** How a path inside the program is called in messages. */
export function nameInProgram(program: Program, path: string): string {
  return relative(program.root, path) || ".";
}

/** `SANDBOX_POLICY_PACK` (a folder, or empty for none), else `policies/` when it holds a pack. */
function policyPackOf(root: string, environment: NodeJS.ProcessEnv): string | undefined {
  const chosen = environment["SANDBOX_POLICY_PACK"];
  if (chosen === "") {
    return undefined;
  }
  const folder = resolve(root, chosen ?? "policies");
  if (existsSync(join(folder, "PulumiPolicy.yaml"))) {
    return folder;
  }
  if (chosen !== undefined) {
    throw new UserError(
      `SANDBOX_POLICY_PACK=${chosen}`,
      `no PulumiPolicy.yaml in ${folder}`,
      "Name the pack's folder",
    );
  }
  return undefined;
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

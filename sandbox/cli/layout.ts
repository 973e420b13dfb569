/**
 * The version of what lies in the sandbox's folder, so that another version is refused and never guessed at.
 */
import { existsSync, mkdirSync } from "node:fs";
import { UserError } from "../errors.ts";
import { readIfThere, writeWhole } from "./files.ts";
import type { SandboxPaths } from "./paths.ts";

/** Raise this when files in the folder move or change their meaning. */
const LAYOUT = 1;

/**
 * Makes the folder, or checks that it is of this version.
 *
 * @throws UserError when another version of the sandbox made it
 */
export function prepareLayout(paths: SandboxPaths): void {
  const text = readIfThere(paths.layout);
  const found = text === undefined ? (existsSync(paths.backend) ? 0 : undefined) : layoutOf(text);
  if (found !== undefined && found !== LAYOUT) {
    throw new UserError(
      paths.home,
      `this state has layout ${found}, and this version of the sandbox works with layout ${LAYOUT}`,
      `Bring the stacks down with the version that made them, or begin anew: npm run sandbox:stop, then delete ${paths.home}`,
    );
  }
  mkdirSync(paths.home, { recursive: true, mode: 0o700 });
  for (const folder of [paths.backend, paths.pulumiHome, paths.aws, paths.bin, paths.stacks]) {
    mkdirSync(folder, { recursive: true });
  }
  if (found === undefined) {
    writeWhole(paths.layout, `${JSON.stringify({ layout: LAYOUT })}\n`);
  }
}

function layoutOf(text: string): number {
  try {
    const { layout } = JSON.parse(text) as { layout?: unknown };
    return typeof layout === "number" ? layout : 0;
  } catch {
    return 0;
  }
}

/**
 * The small executables that the engine finds on PATH in place of the official plugins.
 */
import { constants } from "node:fs";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const LAUNCHERS = {
  "pulumi-language-nodejs": new URL("language/main.ts", import.meta.url),
  "pulumi-analyzer-policy": new URL("analyzer/main.ts", import.meta.url),
} as const;

/**
 * Writes a launcher into `binDirectory` for each plugin that is not installed elsewhere on PATH, and takes away
 * the launcher of one that is. Safe to repeat.
 *
 * @returns the names of the launchers that are in use
 */
export async function writeLaunchers(
  binDirectory: string,
  path = process.env["PATH"] ?? "",
): Promise<string[]> {
  await mkdir(binDirectory, { recursive: true });
  const elsewhere = path
    .split(delimiter)
    .filter((folder) => folder !== "" && resolve(folder) !== resolve(binDirectory));
  const written: string[] = [];
  for (const [name, script] of Object.entries(LAUNCHERS)) {
    const launcher = join(binDirectory, name);
    if (await isInstalled(name, elsewhere)) {
      await rm(launcher, { force: true });
    } else {
      await writeFile(launcher, launcherScript(fileURLToPath(script)), { mode: 0o755 });
      written.push(name);
    }
  }
  return written;
}

/** A script that becomes this very Node, running `script` with the arguments it was given. */
function launcherScript(script: string): string {
  return `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(script)} "$@"\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function isInstalled(name: string, folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    try {
      await access(join(folder, name), constants.X_OK);
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}

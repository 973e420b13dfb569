/**
 * The `pulumi` that is first on PATH inside the sandbox: it goes through the `pulumi` command of this command line.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readIfThere, writeWhole } from "./files.ts";
import type { SandboxPaths } from "./paths.ts";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

export function writeShim(paths: SandboxPaths, programRoot: string): void {
  const file = join(paths.bin, "pulumi");
  const script = `#!/bin/sh
SANDBOX_PROGRAM=${quote(programRoot)} SANDBOX_HOME=${quote(paths.home)} exec ${quote(process.execPath)} ${quote(MAIN)} pulumi "$@"
`;
  if (!existsSync(file) || readIfThere(file) !== script) {
    writeWhole(file, script, 0o755);
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

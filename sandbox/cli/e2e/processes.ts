/**
 * Which processes work on a folder: for tests that nothing is left running.
 */
import { readdirSync, readFileSync } from "node:fs";
import { identify } from "../../controlplane/identity.ts";

/** Command lines of the living processes that name the folder in an argument or in their environment. Linux only. */
export function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter(
      (entry) =>
        /^\d+$/.test(entry) && Number(entry) !== process.pid && identify(Number(entry)) !== undefined,
    )
    .filter(
      (pid) => read(`/proc/${pid}/cmdline`).includes(folder) || read(`/proc/${pid}/environ`).includes(folder),
    )
    .map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 120)}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

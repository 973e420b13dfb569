/**
 * What the commands ask and want of processes that they did not start themselves.
 */
import { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { identify, isAlive, type ProcessIdentity } from "../controlplane/identity.ts";
import { readIfThere } from "./files.ts";

/** The name of the program that a process runs; nothing when there is no such process. */
export function programOf(pid: number): string | undefined {
  if (identify(pid) === undefined) {
    return undefined;
  }
  if (process.platform === "linux") {
    return readIfThere(`/proc/${pid}/comm`)?.trim();
  }
  const { stdout } = spawnSync("ps", ["-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  return basename(stdout.trim());
}

/** Waits until a process is gone; answers whether that happened within so many milliseconds. */
export async function waitForEnd(identity: ProcessIdentity, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (isAlive(identity)) {
    if (Date.now() >= end) {
      return false;
    }
    await pause(100);
  }
  return true;
}

/** Sends a signal unless the process is gone already. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): void {
  if (!isAlive(identity)) {
    return;
  }
  try {
    process.kill(identity.pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) {
      throw error;
    }
  }
}

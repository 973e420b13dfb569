/**
 * The engine's locks in the file backend: who holds one, and whether he still lives.
 */
import { readdirSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { readIfThere } from "./files.ts";
import { programOf } from "./process.ts";

/** The content of a lock file, as Pulumi writes it. */
export interface Lock {
  readonly file: string;
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  /** Milliseconds since 1970. */
  readonly taken: number;
}

export type Holder = "alive" | "dead" | "elsewhere";

/** A lock file without content is being written, unless it is older than so many milliseconds. */
const WRITING = 5_000;

/**
 * Whether a lock's holder lives.
 *
 * @param here the name of this machine
 * @param program what the process that has the holder's number runs now: numbers are used again
 */
export function holderOf(lock: Lock, here: string, program: string | undefined): Holder {
  if (lock.hostname !== here) {
    return "elsewhere";
  }
  return program?.startsWith("pulumi") === true ? "alive" : "dead";
}

/**
 * Removes the locks of processes that are dead, and answers those.
 *
 * @throws UserError when a process that lives, or one of another machine, holds a lock
 */
export function removeStaleLocks(directory: string, stack: string): readonly Lock[] {
  const stale: Lock[] = [];
  for (const lock of readLocks(directory)) {
    const holder = holderOf(lock, hostname(), programOf(lock.pid));
    if (holder === "dead") {
      rmSync(lock.file, { force: true });
      stale.push(lock);
      continue;
    }
    const where = holder === "alive" ? `process ${lock.pid}` : `process ${lock.pid} on ${lock.hostname}`;
    const remedy =
      holder === "alive" ? "Wait until it ends" : "If that is gone: npm run sandbox -- pulumi cancel";
    throw new UserError(
      `stack "${stack}"`,
      `${lock.username} has been changing it since ${new Date(lock.taken).toLocaleTimeString("en-GB")} (${where})`,
      remedy,
    );
  }
  return stale;
}

/** The locks in a folder. A file that was never finished is removed. */
export function readLocks(directory: string): readonly Lock[] {
  return filesIn(directory).flatMap((file) => {
    const lock = parseLock(file, readIfThere(file) ?? "");
    if (lock === undefined && Date.now() - statSync(file).mtimeMs > WRITING) {
      rmSync(file, { force: true });
    }
    return lock ?? [];
  });
}

/** The lock in a file's text, or nothing when the text is no whole lock. */
export function parseLock(file: string, text: string): Lock | undefined {
  try {
    const { pid, username, hostname: host, timestamp } = JSON.parse(text) as Record<string, unknown>;
    const taken = Date.parse(String(timestamp));
    return typeof pid === "number" && !Number.isNaN(taken)
      ? { file, pid, username: String(username), hostname: String(host), taken }
      : undefined;
  } catch {
    return undefined;
  }
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(directory, name));
  } catch {
    return [];
  }
}

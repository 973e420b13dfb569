/**
 * The folder of things that are made once per user and machine, keyed by what they are made of.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { UserError } from "../errors.ts";
import { withLock } from "./lock.ts";
import { silent, type Progress, type Step } from "./progress.ts";

/** Something to make at most once. */
export interface Artifact {
  /** What people call it: `kubernetes v1.35.8`. */
  readonly label: string;
  /** Names the folder in the cache: `kubernetes`. */
  readonly name: string;
  /** What it is made of; another content is another artifact. */
  readonly key: string;
  /** Makes it: writes everything into the empty folder that it is given. */
  make(directory: string): Promise<void>;
}

const LARGER_DISK =
  "Free some space, or point XDG_CACHE_HOME (binaries, 0.4 GB), GOMODCACHE (sources, 3 GB), GOCACHE (compiled packages, 3 GB) and TMPDIR to a larger disk, and run the command again";

/** Ends the name of a folder that is being made. With the key before it: an orphaned compiler may still write there. */
const PARTIAL = ".partial";

/** An artifact that nobody has asked for in so many milliseconds is removed when a new one is made. */
const KEPT = 30 * 24 * 60 * 60 * 1000;

/** `$XDG_CACHE_HOME/plinth`, by default `~/.cache/plinth`; a relative XDG_CACHE_HOME does not count, as its specification says. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const configured = environment["XDG_CACHE_HOME"] ?? "";
  return join(isAbsolute(configured) ? configured : join(homedir(), ".cache"), "plinth");
}

/**
 * The folder of an artifact, made now if it is not there yet.
 * Safe against being killed at any moment (the folder appears whole) and against running twice at once
 * (the second waits for the first).
 *
 * @throws UserError when the disk is full
 */
export async function cached(
  artifact: Artifact,
  report: Progress = silent,
  root = cacheDirectory(),
): Promise<string> {
  const parent = join(root, artifact.name);
  const directory = join(parent, artifact.key);
  if (existsSync(directory)) {
    await markUsed(directory);
    return directory;
  }
  return withDiskSpaceError(parent, LARGER_DISK, async () => {
    let waiting: Step | undefined;
    const make = async () => {
      waiting?.end();
      if (!existsSync(directory)) {
        await makeWhole(artifact, parent, directory);
      }
      return directory;
    };
    return withLock(join(parent, "lock"), make, () => {
      waiting = report.begin(`waiting for another process that is making ${artifact.label}`);
    });
  });
}

async function makeWhole(artifact: Artifact, parent: string, directory: string): Promise<void> {
  await removeStale(parent);
  const partial = directory + PARTIAL;
  await mkdir(partial);
  try {
    await artifact.make(partial);
    await rename(partial, directory);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

async function markUsed(directory: string): Promise<void> {
  const now = new Date();
  // A cache that this user may read but not write is as good as any.
  await utimes(directory, now, now).catch(() => {});
}

/** Removes what killed attempts have left, and what nobody has asked for in a long time. */
async function removeStale(parent: string): Promise<void> {
  for (const entry of await readdir(parent, { withFileTypes: true })) {
    const path = join(parent, entry.name);
    if (
      entry.isDirectory()
      && (entry.name.endsWith(PARTIAL) || Date.now() - (await stat(path)).mtimeMs > KEPT)
    ) {
      await rm(path, { recursive: true, force: true });
    }
  }
}

/**
 * Turns a full disk into one error that says so, wherever in the work it shows:
 * in this process's own writes, or in the output of the tools that it runs.
 */
export async function withDiskSpaceError<T>(
  directory: string,
  remedy: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDiskFull(error)) {
      throw new UserError(directory, "no disk space is left", remedy, { cause: error });
    }
    throw error;
  }
}

/** Whether an error, or an error beneath it, says that the disk or the user's quota on it is full. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = "code" in error ? error.code : undefined;
  return (
    code === "ENOSPC"
    || code === "EDQUOT"
    || /no space left on device|disk quota exceeded|disk is full/i.test(error.message)
    || isDiskFull(error.cause)
  );
}

/** A key from everything that an artifact is made of. The order of the parts counts. */
export function contentKey(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    // The length keeps ["ab", "c"] and ["a", "bc"] apart.
    hash.update(`${part.length}:`).update(part);
  }
  return hash.digest("hex").slice(0, 32);
}

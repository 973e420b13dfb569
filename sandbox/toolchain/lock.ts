/**
 * A lock between processes that nobody has to clean up.
 */
import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds between two attempts to get a lock that somebody else holds. */
const RETRY = 200;
/** SQLite's result code for a lock that somebody else holds. */
const SQLITE_BUSY = 5;

/**
 * Runs work while no other process, and nobody else in this one, holds the lock of this file.
 *
 * The lock is the operating system's own, through SQLite's exclusive transaction: it ends with the process,
 * however that ends, so that there are no stale locks to detect. The file stays, empty.
 *
 * @param onWait called once, when somebody else holds the lock
 */
export async function withLock<T>(file: string, work: () => Promise<T>, onWait?: () => void): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  try {
    for (let attempt = 0; !tryLock(database); attempt++) {
      if (attempt === 0) {
        onWait?.();
      }
      await pause(RETRY);
    }
    return await work();
  } finally {
    database.close();
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) {
      return false;
    }
    throw error;
  }
}

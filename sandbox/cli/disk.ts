/**
 * Room on the disk: the engine loses its state when there is none left in the middle of a write.
 */
import { statfsSync } from "node:fs";
import { UserError } from "../errors.ts";

/** What an update may write: etcd's log grows in steps of 64 MiB, and the state is written anew for every resource. */
const NEEDED = 200 * 1024 * 1024;

/** @throws UserError when the disk of a folder has no room for an update; `SANDBOX_HOME` names another */
export function requireDiskSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < NEEDED) {
    throw new UserError(
      folder,
      `only ${Math.floor(free / 1024 / 1024)} MiB of disk space are left, and ${NEEDED / 1024 / 1024} MiB are needed`,
      "Free some space, or point SANDBOX_HOME to a larger disk, and run the command again; nothing is lost",
    );
  }
}

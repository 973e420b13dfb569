/**
 * Brings a stack whose last update was killed back to where the next one can go on, with nothing twice and nothing lost.
 */
import { copyFileSync, existsSync } from "node:fs";
import { basename, join } from "node:path";
import { openAccount, type Resource } from "../plugins/aws/account/account.ts";
import {
  clearPendingOperations,
  pendingOf,
  readCheckpoint,
  resourcesOf,
  restoreDamaged,
  type Checkpoint,
} from "./checkpoint.ts";
import { removeStaleLocks } from "./locks.ts";
import type { StackPaths } from "./paths.ts";
import { endOrphan } from "./running.ts";

export interface RecoveryOptions {
  readonly stack: string;
  readonly files: StackPaths;
  /** Folder of the AWS stand-in's account. */
  readonly aws: string;
  /** Asks the providers what is left of these resources, or of all, and corrects the state. */
  readonly refresh: (urns: readonly string[] | "all") => Promise<void>;
}

/**
 * Ends an engine that outlived its command, removes locks of the dead, restores a damaged state, and settles what the
 * engine had begun:
 *
 * - A resource being created may exist without the engine knowing its id. What the AWS stand-in has of it is removed.
 *   Kubernetes objects are created by server-side apply under their own names, so that the next update repeats that.
 * - A resource being updated has its old inputs in the state, so that the next update repeats that.
 * - A resource being deleted may be gone: the state is refreshed.
 *
 * Safe to be killed itself: each step can be repeated, and what was begun is forgotten last.
 *
 * @returns what was done, one sentence each; nothing when there was nothing to do
 * @throws UserError when somebody else is changing the stack
 */
export async function recover(options: RecoveryOptions): Promise<readonly string[]> {
  const { stack, files, aws } = options;
  const done: string[] = [];
  if (await endOrphan(files.running)) {
    done.push("an earlier update was still running without its command: it has ended");
  }
  const locks = removeStaleLocks(files.locks, stack);
  if (locks.length > 0) {
    done.push(
      `an earlier update was killed (process ${locks.map(({ pid }) => pid).join(", ")}): its lock is removed`,
    );
  }
  const restored = restoreDamaged(files.checkpoint, files.backups);
  if (restored !== undefined) {
    done.push(`the state was damaged: the engine's backup ${basename(restored)} is in its place`);
  }
  const checkpoint = readCheckpoint(files.checkpoint);
  const pending = pendingOf(checkpoint);
  const orphans = removeOrphans(aws, checkpoint, restored !== undefined);
  if (orphans.length > 0) {
    done.push(`removed what it had created and not recorded: ${orphans.map(({ id }) => id).join(", ")}`);
  }
  if (pending.length === 0) {
    if (restored !== undefined) {
      await options.refresh("all");
    }
    return done;
  }
  const before = `${files.checkpoint}.before-recovery`;
  copyFileSync(files.checkpoint, before);
  const deleting = pending.filter(({ type }) => type === "deleting").map(({ resource }) => resource.urn);
  if (restored !== undefined || deleting.length > 0) {
    clearPendingOperations(files.checkpoint, ({ type }) => type === "deleting");
    await options.refresh(restored === undefined ? deleting : "all");
  }
  clearPendingOperations(files.checkpoint);
  done.push(`settled ${pending.length} operations that it had begun; the state before: ${before}`);
  return done;
}

/**
 * Removes from the AWS stand-in what the engine does not know.
 *
 * @param everything look at all resources of the stack, not only at those whose creation was under way
 */
function removeOrphans(
  aws: string,
  checkpoint: Checkpoint | undefined,
  everything: boolean,
): readonly Resource[] {
  const urns = creatingUrns(checkpoint);
  if ((urns.length === 0 && !everything) || !existsSync(join(aws, "account.db"))) {
    return [];
  }
  const account = openAccount(aws);
  try {
    const stackName = stackOf(checkpoint);
    const candidates =
      everything && stackName !== undefined
        ? account.list().filter(({ urn }) => urn.startsWith(stackName))
        : urns.flatMap((urn) => account.findByUrn(urn));
    const orphans = unrecorded(candidates, checkpoint);
    orphans.forEach(({ id, type }) => account.delete(id, type));
    return orphans;
  } finally {
    account.close();
  }
}

/** URNs of the resources whose creation was under way. */
function creatingUrns(checkpoint: Checkpoint | undefined): readonly string[] {
  return pendingOf(checkpoint)
    .filter(({ type }) => type === "creating")
    .map(({ resource }) => resource.urn);
}

/** Those of `candidates` that the state does not hold under their URN and id: a replacement has two ids. */
export function unrecorded<Candidate extends { readonly urn: string; readonly id: string }>(
  candidates: readonly Candidate[],
  checkpoint: Checkpoint | undefined,
): readonly Candidate[] {
  const recorded = new Set(resourcesOf(checkpoint).map(({ urn, id }) => `${urn} ${id ?? ""}`));
  return candidates.filter(({ urn, id }) => !recorded.has(`${urn} ${id}`));
}

/** What every URN of the stack begins with: `urn:pulumi:<stack>::<project>::`. */
function stackOf(checkpoint: Checkpoint | undefined): string | undefined {
  const urn = resourcesOf(checkpoint)[0]?.urn;
  return /^urn:pulumi:[^:]+::[^:]+::/.exec(urn ?? "")?.[0];
}

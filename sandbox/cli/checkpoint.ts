/**
 * The engine's state of one stack, as Pulumi's file backend keeps it.
 */
import { copyFileSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { readIfThere, writeWhole } from "./files.ts";

/** A resource in the state, as far as the sandbox reads it. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  /** True while the old half of a replacement waits for its deletion. */
  readonly delete?: boolean;
  readonly parent?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What the engine had begun and not ended. */
export interface PendingOperation {
  readonly resource: ResourceState;
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
}

interface Deployment {
  readonly secrets_providers?: { readonly type: string; readonly state?: { readonly salt?: string } };
  readonly resources?: readonly ResourceState[];
  readonly pending_operations?: readonly PendingOperation[];
}

/** The file of a stack: version 3 of Pulumi's checkpoint format. */
export interface Checkpoint {
  readonly version: number;
  readonly checkpoint: { readonly stack: string; readonly latest?: Deployment };
}

/** Pulumi marks a secret, and ciphertext, with this key and value in the properties of a resource. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** The state of a stack; nothing when the stack was never created. */
export function readCheckpoint(file: string): Checkpoint | undefined {
  const text = readIfThere(file);
  if (text === undefined) {
    return undefined;
  }
  const checkpoint = parseCheckpoint(text);
  if (checkpoint === undefined) {
    throw new UserError(
      file,
      "the state is damaged and there is no whole copy of it",
      "Restore the file from a backup, or begin anew: npm run sandbox:stop, then delete the .sandbox folder",
    );
  }
  return checkpoint;
}

/**
 * Puts the newest whole backup of the engine in the place of a damaged file: the state before its last write, else one
 * of those that it keeps of every update. A full disk damages the state and the first of these at once.
 * The damaged file is kept beside it, with `.damaged` at its end.
 *
 * @param backups the engine's folder of backups
 * @returns the backup that was taken, or nothing when there was no need or no whole backup
 */
export function restoreDamaged(file: string, backups: string): string | undefined {
  const text = readIfThere(file);
  if (text === undefined || parseCheckpoint(text) !== undefined) {
    return undefined;
  }
  for (const backup of [`${file}.bak`, ...newestFirst(backups)]) {
    const whole = readIfThere(backup);
    if (whole !== undefined && parseCheckpoint(whole) !== undefined) {
      copyFileSync(file, `${file}.damaged`);
      writeWhole(file, whole);
      return backup;
    }
  }
  return undefined;
}

/** Their names hold the time, in nanoseconds: `dev.1795251827308554991.json`. */
function newestFirst(folder: string): readonly string[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  return names
    .toSorted()
    .toReversed()
    .map((name) => join(folder, name));
}

/**
 * Forgets what the engine had begun.
 *
 * @param keep says which operations stay; none when not said
 */
export function clearPendingOperations(
  file: string,
  keep: (operation: PendingOperation) => boolean = () => false,
): void {
  const text = readIfThere(file);
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text);
  const pending = pendingOf(checkpoint);
  const kept = pending.filter(keep);
  if (checkpoint?.checkpoint.latest === undefined || kept.length === pending.length) {
    return;
  }
  const latest = {
    ...checkpoint.checkpoint.latest,
    pending_operations: kept.length === 0 ? undefined : kept,
  };
  const cleared = { ...checkpoint, checkpoint: { ...checkpoint.checkpoint, latest } };
  writeWhole(file, JSON.stringify(cleared, undefined, 4));
}

/** The checkpoint in a text, or nothing when the text is no whole checkpoint. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "checkpoint" in value
      ? (value as Checkpoint)
      : undefined;
  } catch {
    return undefined;
  }
}

export function resourcesOf(checkpoint: Checkpoint | undefined): readonly ResourceState[] {
  return checkpoint?.checkpoint.latest?.resources ?? [];
}

export function pendingOf(checkpoint: Checkpoint | undefined): readonly PendingOperation[] {
  return checkpoint?.checkpoint.latest?.pending_operations ?? [];
}

/** The salt that the secrets in the state were encrypted with. */
export function saltOf(checkpoint: Checkpoint | undefined): string | undefined {
  const provider = checkpoint?.checkpoint.latest?.secrets_providers;
  return provider?.type === "passphrase" ? provider.state?.salt : undefined;
}

/** The stack's outputs without those that are secret. */
export function plainOutputs(checkpoint: Checkpoint | undefined): Readonly<Record<string, unknown>> {
  const stack = resourcesOf(checkpoint).find(({ type }) => type === "pulumi:pulumi:Stack");
  return Object.fromEntries(Object.entries(stack?.outputs ?? {}).filter(([, value]) => !isMarked(value)));
}

/** Whether the engine knows this stack. */
export function stackExists(file: string): boolean {
  return existsSync(file);
}

function isMarked(value: unknown): boolean {
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return SIGNATURE in value || Object.values(value).some(isMarked);
}

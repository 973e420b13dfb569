/**
 * Deleting an object, and waiting until it is really gone.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { NotServedError, type KubernetesClient, type Propagation } from "../../api/client.ts";
import {
  at,
  describe,
  objectsAt,
  stringAt,
  type KubernetesObject,
  type ObjectReference,
} from "../../api/object.ts";
import type { WaitOptions } from "./readiness/wait.ts";

const PAUSE = 100;
const LONGEST_PAUSE = 1000;
const PATIENCE = 5000;

/** How dependents go: first the dependents (as the official provider), unless the object says otherwise. */
export function propagationOf(object: KubernetesObject): Propagation {
  const wanted = stringAt(
    object,
    "metadata",
    "annotations",
    "pulumi.com/deletionPropagationPolicy",
  )?.toLowerCase();
  return wanted === "background" ? "Background" : wanted === "orphan" ? "Orphan" : "Foreground";
}

/**
 * Deletes and waits. An object that is not there, or whose kind is no longer served, counts as deleted.
 *
 * @throws Error saying what holds the object back when time runs out
 */
export async function deleteAndWait(
  client: KubernetesClient,
  reference: ObjectReference,
  propagation: Propagation,
  options: WaitOptions,
): Promise<void> {
  const before = await findServed(client, reference);
  if (before === undefined) {
    return;
  }
  await client.delete(reference, propagation);
  const started = Date.now();
  for (let pause = PAUSE; ; pause = Math.min(pause * 1.4, LONGEST_PAUSE)) {
    const live = await findServed(client, reference);
    if (live === undefined || live.metadata.uid !== before.metadata.uid) {
      return;
    }
    const waited = Date.now() - started;
    if (waited > options.timeoutSeconds * 1000 || options.signal.aborted) {
      const fact = options.signal.aborted ? "cancelled" : `still there after ${options.timeoutSeconds} s`;
      throw new Error(`${describe(reference)} was asked to go, but ${fact}: ${whatHolds(live)}`);
    }
    if (waited > PATIENCE) {
      options.progress(`waiting for deletion: ${whatHolds(live)}`);
    }
    await sleep(pause);
  }
}

async function findServed(
  client: KubernetesClient,
  reference: ObjectReference,
): Promise<KubernetesObject | undefined> {
  try {
    return await client.find(reference);
  } catch (error) {
    if (error instanceof NotServedError) {
      return undefined;
    }
    throw error;
  }
}

/** What keeps an object from going: its finalizers, and for a namespace what is left inside. */
export function whatHolds(object: KubernetesObject): string {
  const own = at(object, "metadata", "finalizers");
  const finalizers = Array.isArray(own) ? own.filter((item) => typeof item === "string") : [];
  const remaining = objectsAt(object, "status", "conditions")
    .filter((condition) => condition["status"] === "True" && (stringAt(condition, "type") ?? "") !== "")
    .map((condition) => stringAt(condition, "message") ?? "")
    .filter((message) => message !== "");
  const parts = [
    ...(finalizers.length > 0
      ? [
          `it is held by the finalizers ${finalizers.join(", ")}; the controllers that own them must remove them`,
        ]
      : []),
    ...(object.kind === "Namespace" ? remaining : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "it is being deleted";
}

/**
 * Waiting for an object to become ready.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesClient } from "../../../api/client.ts";
import { describe, referenceOf, stringAt, type KubernetesObject } from "../../../api/object.ts";
import { explain } from "./explain.ts";
import { readinessRule, type Surroundings } from "./rules.ts";

/** The object did not become ready; `live` is how it was last seen. */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly live: KubernetesObject;
  readonly reasons: readonly string[];

  constructor(live: KubernetesObject, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.live = live;
    this.reasons = reasons;
  }
}

export interface WaitOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  /** Called from time to time with what is still missing. */
  readonly progress: (missing: string) => void;
}

/** Seconds to wait when nobody says otherwise, as the official provider. */
export const DEFAULT_TIMEOUT_SECONDS = 600;
const SHORTEST_PAUSE = 60;
const LONGEST_PAUSE = 800;
/** What is missing is told to the user once it has been missing for this long, in milliseconds. */
const PATIENCE = 5000;

/** Seconds to wait for an object: the resource's own timeout, then its annotation, then the default. */
export function timeoutOf(object: KubernetesObject, customTimeout: number | undefined): number {
  const annotated = Number(stringAt(object, "metadata", "annotations", "pulumi.com/timeoutSeconds"));
  return customTimeout ?? (annotated > 0 ? annotated : DEFAULT_TIMEOUT_SECONDS);
}

/** Whether an object is to be waited for at all. */
export function isAwaited(object: KubernetesObject): boolean {
  const skips = stringAt(object, "metadata", "annotations", "pulumi.com/skipAwait") === "true";
  return !skips && readinessRule(object.apiVersion, object.kind) !== undefined;
}

/**
 * Waits until the object is ready, and returns it as it then is.
 *
 * @throws NotReadyError when it fails, when time runs out, or when the operation is cancelled
 */
export async function waitUntilReady(
  client: KubernetesClient,
  applied: KubernetesObject,
  options: WaitOptions,
): Promise<KubernetesObject> {
  const rule = readinessRule(applied.apiVersion, applied.kind);
  const started = Date.now();
  let live = applied;
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    const { state, reason } = (await rule?.(live, surroundingsOf(client))) ?? { state: "ready", reason: "" };
    if (state === "ready") {
      return live;
    }
    const waited = Date.now() - started;
    const isOver = state === "failed" || waited > options.timeoutSeconds * 1000 || options.signal.aborted;
    if (isOver) {
      const fact =
        state === "failed"
          ? reason
          : options.signal.aborted
            ? `cancelled while waiting: ${reason}`
            : `not ready after ${options.timeoutSeconds} s: ${reason}`;
      throw new NotReadyError(live, [
        `${describe(referenceOf(live))}: ${fact}`,
        ...(await explain(client, live)),
      ]);
    }
    if (waited > PATIENCE) {
      options.progress(reason);
    }
    await sleep(pause);
    live = await client.get(referenceOf(applied));
  }
}

function surroundingsOf(client: KubernetesClient): Surroundings {
  return {
    bindingMode: async (name) => {
      if (name === undefined) {
        return undefined;
      }
      const found = await client.find({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name });
      return stringAt(found, "volumeBindingMode");
    },
  };
}

/**
 * Lets the API server judge the pods that an object would have.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type KubernetesClient } from "../../../api/client.ts";
import type { KubernetesObject } from "../../../api/object.ts";
import { plannedPods, podFor, type PlannedPods } from "./pods.ts";
import { refusal } from "./refusal.ts";
import { translate, waiting, type Shadow, type ShadowNamespaces } from "./shadow.ts";

/** More pods than this are not made to see whether a quota allows them. */
const MOST_PODS = 50;
/** Refusals that may pass: a controller, or a limit range of the same program, is about to supply what is missing. */
const PASSING = /serviceaccount "default" not found|status unknown for quota|failed quota: .* must specify/;
/** How often such a refusal is put to the test again, and after how many milliseconds. */
const ATTEMPTS = 20;
const PAUSE = 250;

export interface PodsOptions {
  /** The object as the last update asked for it; pods that it already has are not judged again. */
  readonly previous?: KubernetesObject;
  /** Where to judge, instead of the object's own namespace. */
  readonly shadow?: Shadow;
  /** How many pods to judge, where that is not for the object to say. */
  readonly count?: number;
}

/**
 * Judges the pods of an object.
 *
 * @throws Error with the API server's own message, naming the object
 */
export async function judgePods(
  client: KubernetesClient,
  object: KubernetesObject,
  { previous, shadow, count }: PodsOptions = {},
): Promise<void> {
  const planned = plannedPods(object);
  const before = previous === undefined ? undefined : plannedPods(previous);
  if (planned === undefined || planned.count === 0 || !isChanged(planned, before)) {
    return;
  }
  const needsRoom = before === undefined || planned.surges || planned.count > before.count;
  const admission = new Admission(client, object, { ...planned, count: count ?? planned.count }, shadow);
  const check = async (): Promise<void> => {
    try {
      await admission.check();
    } catch (error) {
      const isFull = error instanceof ApiError && error.message.includes("exceeded quota");
      if (!isFull || needsRoom) {
        shadow?.judgements.delete(check);
        throw refusal(object, "its pods would be refused", error, shadow);
      }
    }
  };
  shadow?.judgements.add(check);
  await check();
}

/**
 * Judges several pods more in a namespace that is there already, where looking at one does not tell what all of
 * them would need together.
 */
export async function judgeGrowth(
  client: KubernetesClient,
  object: KubernetesObject,
  shadows: ShadowNamespaces,
  previous?: KubernetesObject,
): Promise<void> {
  const before = previous === undefined ? 0 : (plannedPods(previous)?.count ?? 0);
  const count = (plannedPods(object)?.count ?? 0) - before;
  if (count > 1) {
    const shadow = await shadows.copyOf(object.metadata.namespace ?? client.config.namespace);
    if (shadow !== undefined) {
      await judgePods(client, object, { shadow, count });
    }
  }
}

function isChanged(planned: PlannedPods, before: PlannedPods | undefined): boolean {
  return (
    before === undefined
    || planned.count > before.count
    || JSON.stringify(planned.template) !== JSON.stringify(before.template)
  );
}

class Admission {
  readonly #client: KubernetesClient;
  readonly #pod: KubernetesObject;
  readonly #count: number;
  readonly #shadow: Shadow | undefined;
  #isCounted = false;

  constructor(
    client: KubernetesClient,
    object: KubernetesObject,
    planned: PlannedPods,
    shadow: Shadow | undefined,
  ) {
    const placed = shadow === undefined ? object : translate(object, shadow);
    const name = `${(object.metadata.name ?? "").slice(0, 40)}-preview`;
    this.#client = client;
    this.#pod = podFor(placed, planned.template, name);
    this.#count = Math.min(planned.count, MOST_PODS);
    this.#shadow = shadow;
  }

  /** Looks at one pod; where a quota counts and nothing runs yet, makes all of them, once, to let it count. */
  async check(): Promise<void> {
    if (this.#shadow?.hasQuota !== true || this.#isCounted) {
      await this.#admit(this.#pod, true);
      return;
    }
    this.#isCounted = true;
    const pod = waiting(this.#pod);
    for (let index = 0; index < this.#count; index++) {
      const name = `${this.#pod.metadata.name ?? ""}-${randomBytes(4).toString("hex")}`;
      await this.#admit({ ...pod, metadata: { ...pod.metadata, name } }, false);
    }
  }

  async #admit(pod: KubernetesObject, dryRun: boolean): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#client.create(pod, { dryRun });
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !(error instanceof ApiError) || !PASSING.test(error.message)) {
          throw error;
        }
        await sleep(PAUSE);
      }
    }
  }
}

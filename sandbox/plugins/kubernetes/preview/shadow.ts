/**
 * Namespaces that stand for others in a preview.
 *
 * What a preview puts into a namespace that does not exist yet cannot be judged by the API server, since Pod
 * Security, quotas and limit ranges belong to the namespace. So a temporary namespace with the same labels, quotas
 * and limit ranges takes its place; names are translated both ways, and it goes when the preview ends.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesClient } from "../../../api/client.ts";
import { isObject, stringAt, type JsonObject, type KubernetesObject } from "../../../api/object.ts";
import { waitUntilReady } from "../readiness/wait.ts";

/** Marks the namespaces made here; its value tells one preview's from another's. */
const SHADOW_LABEL = "sandbox/preview";
/** Which process made it. */
const PROCESS_LABEL = "sandbox/process";

/** Fields of the manager that applies objects inside shadows. */
const FIELD_MANAGER = "sandbox-preview";
/** The API server's admission learns of a new quota or limit range within this time, in milliseconds. */
const ADMISSION_DELAY = 150;
/** The quota controller calculates a new quota within this time, or something is wrong with it. */
const CALCULATION_SECONDS = 30;
const NEVER = new AbortController().signal;

/** A namespace that stands for another one. */
export interface Shadow {
  /** The namespace that it stands for. */
  readonly original: string;
  readonly name: string;
  /** Whether a quota applies, so that pods must be counted and not only looked at. */
  hasQuota: boolean;
  /** Judgements to repeat when a quota or limit range arrives after them; a failed one is not repeated. */
  readonly judgements: Set<() => Promise<void>>;
}

export class ShadowNamespaces {
  readonly #client: KubernetesClient;
  readonly #session = randomBytes(4).toString("hex");
  readonly #shadows = new Map<string, Promise<Shadow>>();

  constructor(client: KubernetesClient) {
    this.#client = client;
  }

  /** The shadow of a namespace, made on first use. */
  of(namespace: KubernetesObject): Promise<Shadow> {
    const original = namespace.metadata.name ?? "";
    let shadow = this.#shadows.get(original);
    if (shadow === undefined) {
      shadow = this.#make(original, isObject(namespace.metadata.labels) ? namespace.metadata.labels : {});
      this.#shadows.set(original, shadow);
    }
    return shadow;
  }

  /**
   * Stores a quota or limit range in the shadow for good, so that it holds for pods, and judges again what was
   * judged before it came.
   */
  async install(shadow: Shadow, object: KubernetesObject): Promise<void> {
    const stored = translate(object, shadow);
    const applied = await this.#client.apply(stored, { fieldManager: FIELD_MANAGER });
    if (object.kind === "ResourceQuota") {
      const options = { timeoutSeconds: CALCULATION_SECONDS, signal: NEVER, progress: () => undefined };
      await waitUntilReady(this.#client, applied.object, options);
      shadow.hasQuota = true;
    }
    await sleep(ADMISSION_DELAY);
    await Promise.all(Array.from(shadow.judgements, (judge) => judge()));
  }

  /**
   * A copy of a namespace that is there already, with its quotas, limit ranges and the pods that they count, to find
   * out whether several pods more would fit. Nothing when no quota applies.
   */
  async copyOf(namespace: string): Promise<Shadow | undefined> {
    const quotas = await this.#client.list({ apiVersion: "v1", kind: "ResourceQuota", namespace });
    if (quotas.length === 0) {
      return undefined;
    }
    const key = `copy of ${namespace}`;
    let copy = this.#shadows.get(key);
    if (copy === undefined) {
      copy = this.#copy(namespace, quotas);
      this.#shadows.set(key, copy);
    }
    return copy;
  }

  /** Removes the shadows of this preview. The cluster finishes the work by itself. */
  async remove(): Promise<void> {
    const shadows = await Promise.allSettled(this.#shadows.values());
    await Promise.allSettled(
      shadows
        .filter((shadow) => shadow.status === "fulfilled")
        .map(({ value }) => this.#client.delete({ apiVersion: "v1", kind: "Namespace", name: value.name })),
    );
  }

  async #copy(namespace: string, quotas: readonly KubernetesObject[]): Promise<Shadow> {
    const shadow = await this.#make(namespace, {});
    const limits = await this.#client.list({ apiVersion: "v1", kind: "LimitRange", namespace });
    const pods = await this.#client.list({ apiVersion: "v1", kind: "Pod", namespace });
    const counted = pods.filter((pod) => !/Succeeded|Failed/.test(stringAt(pod, "status", "phase") ?? ""));
    await Promise.allSettled(counted.map((pod) => this.#client.create(waiting(translate(pod, shadow)))));
    for (const object of [...limits, ...quotas]) {
      const { name } = object.metadata;
      await this.install(shadow, { ...object, status: undefined, metadata: { name } });
    }
    return shadow;
  }

  async #make(original: string, labels: Record<string, string>): Promise<Shadow> {
    const name = `preview-${this.#session}-${this.#shadows.size}`;
    const shadow: Shadow = { original, name, hasQuota: false, judgements: new Set() };
    const kept = Object.entries(labels).filter(([label]) => label !== "kubernetes.io/metadata.name");
    const own = { [SHADOW_LABEL]: this.#session, [PROCESS_LABEL]: String(process.pid) };
    await this.#client.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: { ...Object.fromEntries(kept), ...own } },
    });
    const account = {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "default", namespace: name },
    };
    await this.#client.apply(account, { fieldManager: FIELD_MANAGER });
    return shadow;
  }
}

/** The object as it is put into the shadow. */
export function translate(object: KubernetesObject, shadow: Pick<Shadow, "name">): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace: shadow.name } };
}

/** The pod as one that no scheduler takes. */
export function waiting(pod: KubernetesObject): KubernetesObject {
  const { name, namespace, labels } = pod.metadata;
  const { nodeName: _node, ...spec } = (pod["spec"] ?? {}) as JsonObject;
  const gates = [{ name: SHADOW_LABEL }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: { ...spec, schedulingGates: gates },
  };
}

/** A message about something in the shadow, in the words of the namespace that it stands for. */
export function translateBack(message: string, shadow: Pick<Shadow, "name" | "original">): string {
  return message.replaceAll(shadow.name, shadow.original);
}

/** Removes the shadows that killed previews left behind: those whose process is no more. */
export async function removeLeftovers(client: KubernetesClient): Promise<void> {
  const found = await client.list({ apiVersion: "v1", kind: "Namespace" }, { labelSelector: SHADOW_LABEL });
  for (const { metadata } of found) {
    const owner = Number(metadata.labels?.[PROCESS_LABEL]);
    if (metadata.deletionTimestamp === undefined && !isAlive(owner)) {
      await client.delete({ apiVersion: "v1", kind: "Namespace", name: metadata.name ?? "" });
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

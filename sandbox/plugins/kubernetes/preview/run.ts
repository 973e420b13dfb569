/**
 * What one preview has seen so far: objects that will exist, though the API server does not know them yet.
 * All provider instances of one engine run that look at one cluster share it.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { KubernetesClient, type ClusterConfig } from "../../../api/client.ts";
import { stringAt, type KubernetesObject } from "../../../api/object.ts";
import { ShadowNamespaces } from "./shadow.ts";

/** How long to wait for an object that the same program may be about to declare, in milliseconds. */
const PATIENCE = 3000;
const PAUSE = 50;

export class PreviewRun {
  readonly shadows: ShadowNamespaces;
  readonly #client: KubernetesClient;
  readonly #namespaces = new Map<string, KubernetesObject>();
  readonly #existing = new Map<string, Promise<boolean>>();
  readonly #customKinds = new Set<string>();

  constructor(client: KubernetesClient) {
    this.#client = client;
    this.shadows = new ShadowNamespaces(client);
  }

  /** Takes note of an object that the update would create. */
  note(object: KubernetesObject): void {
    if (object.kind === "Namespace" && object.apiVersion === "v1") {
      this.#namespaces.set(object.metadata.name ?? "", object);
    }
    if (object.kind === "CustomResourceDefinition") {
      const group = stringAt(object, "spec", "group") ?? "";
      this.#customKinds.add(`${group}/${stringAt(object, "spec", "names", "kind") ?? ""}`);
    }
  }

  /** Whether a namespace is there already, and is to stay. */
  exists(name: string): Promise<boolean> {
    let exists = this.#existing.get(name);
    if (exists === undefined) {
      exists = this.#client
        .find({ apiVersion: "v1", kind: "Namespace", name })
        .then((found) => found !== undefined && found.metadata.deletionTimestamp === undefined);
      this.#existing.set(name, exists);
    }
    return exists;
  }

  /** The namespace of that name, once this preview has come to it; nothing when it does not. */
  async namespace(name: string): Promise<KubernetesObject | undefined> {
    await until(() => this.#namespaces.has(name));
    return this.#namespaces.get(name);
  }

  /** Whether this preview creates the definition of a custom kind. */
  async definesKind(apiVersion: string, kind: string): Promise<boolean> {
    const key = `${apiVersion.split("/")[0] ?? ""}/${kind}`;
    await until(() => this.#customKinds.has(key));
    return this.#customKinds.has(key);
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!isTrue() && Date.now() < deadline) {
    await sleep(PAUSE);
  }
}

interface SharedRun {
  readonly run: PreviewRun;
  readonly client: KubernetesClient;
  users: number;
}

/** The runs under way, by engine and cluster. */
export class PreviewRuns {
  readonly #runs = new Map<string, SharedRun>();

  /** The run of an engine on a cluster; to be released as often as it is taken. */
  take(key: string, config: ClusterConfig): PreviewRun {
    let shared = this.#runs.get(key);
    if (shared === undefined) {
      const client = new KubernetesClient(config);
      shared = { run: new PreviewRun(client), client, users: 0 };
      this.#runs.set(key, shared);
    }
    shared.users += 1;
    return shared.run;
  }

  /** Forgets the run with its last user, and removes what it left in the cluster. */
  async release(key: string): Promise<void> {
    const shared = this.#runs.get(key);
    if (shared !== undefined) {
      shared.users -= 1;
      if (shared.users === 0) {
        this.#runs.delete(key);
        await shared.run.shadows.remove();
        shared.client.close();
      }
    }
  }
}

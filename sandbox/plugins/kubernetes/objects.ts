/**
 * Creates, updates, reads and deletes ordinary objects.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, NotServedError, type KubernetesClient } from "../../api/client.ts";
import { describe, referenceOf, type KubernetesObject, type ObjectReference } from "../../api/object.ts";
import { InitializationError, type Properties, type ProviderContext } from "../provider/index.ts";
import { deleteAndWait, propagationOf } from "./delete.ts";
import { fieldManager, isManagedBy, managerForUpdate } from "./managers.ts";
import { idOf, toOutputs } from "./outputs.ts";
import { judgePods } from "./preview/judge-pods.ts";
import { judge } from "./preview/judge.ts";
import type { PreviewRun } from "./preview/run.ts";
import {
  DEFAULT_TIMEOUT_SECONDS,
  isAwaited,
  NotReadyError,
  timeoutOf,
  waitUntilReady,
} from "./readiness/wait.ts";
import type { Settings } from "./settings.ts";

/** One operation on one object. */
export interface ObjectRequest {
  readonly urn: string;
  readonly object: KubernetesObject;
  readonly inputs: Properties;
  readonly timeoutSeconds?: number;
}

export interface UpdateObjectRequest extends ObjectRequest {
  /** The object as the last update asked for it. */
  readonly previous: KubernetesObject;
}

/** A namespace or a kind that the same update creates may be a moment away, in milliseconds. */
const PATIENCE = 10_000;
const PAUSE = 250;

export class Objects {
  readonly #client: KubernetesClient;
  readonly #settings: Settings;
  readonly #context: ProviderContext;

  constructor(client: KubernetesClient, settings: Settings, context: ProviderContext) {
    this.#client = client;
    this.#settings = settings;
    this.#context = context;
  }

  async previewCreate({ urn, object }: ObjectRequest, run: PreviewRun): Promise<void> {
    const manager = fieldManager(urn);
    const { namespace } = object.metadata;
    // Nothing is in a namespace that is not there yet; what names none is looked for.
    const isNew = namespace !== undefined && !(await run.exists(namespace));
    const live = isNew ? undefined : await this.#findIfServed(object);
    if (live !== undefined) {
      this.#refuseForeign(live, manager);
    }
    const warn = this.#warner(urn);
    await judge(this.#client, run, object, {
      fieldManager: manager,
      underOtherName: live !== undefined,
      warn,
    });
  }

  async previewUpdate({ urn, object, previous }: UpdateObjectRequest, run: PreviewRun): Promise<void> {
    const live = await this.#findIfServed(object);
    const manager = managerForUpdate(live, urn);
    await judge(this.#client, run, object, { fieldManager: manager, previous, warn: this.#warner(urn) });
  }

  async create(request: ObjectRequest): Promise<KubernetesObject> {
    const manager = fieldManager(request.urn);
    const live = await patiently(async () => {
      const found = await this.#client.find(referenceOf(request.object));
      if (found !== undefined) {
        this.#refuseForeign(found, manager);
      }
      await judgePods(this.#client, request.object);
      return this.#apply(request, manager);
    });
    return this.#awaitReady(live, request);
  }

  async update(request: UpdateObjectRequest): Promise<KubernetesObject> {
    const found = await this.#client.find(referenceOf(request.object));
    await judgePods(this.#client, request.object, { previous: request.previous });
    const live = await this.#apply(request, managerForUpdate(found, request.urn));
    return this.#awaitReady(live, request);
  }

  async delete(
    reference: ObjectReference,
    object: KubernetesObject,
    urn: string,
    timeout?: number,
  ): Promise<void> {
    await deleteAndWait(this.#client, reference, propagationOf(object), {
      timeoutSeconds: timeout ?? timeoutOf(object, undefined),
      signal: this.#context.signal,
      progress: (missing) => this.#context.progress(missing, urn),
    });
  }

  /** A patch of what is not there yet is not judged. */
  async previewPatch({ urn, object }: ObjectRequest, run: PreviewRun): Promise<void> {
    const live = await this.#findIfServed(object);
    if (live !== undefined) {
      await judge(this.#client, run, object, {
        fieldManager: fieldManager(urn),
        previous: object,
        warn: this.#warner(urn),
      });
    }
  }

  /** Sets fields of an object that somebody else has made. */
  async patch(request: ObjectRequest): Promise<KubernetesObject> {
    await this.#client.get(referenceOf(request.object));
    return this.#awaitReady(await this.#apply(request, fieldManager(request.urn)), request);
  }

  /** Takes back what a patch resource has set; the object itself stays. */
  async relinquish(reference: ObjectReference, urn: string): Promise<void> {
    const live = await this.#client.find(reference);
    if (live !== undefined) {
      const { apiVersion, kind, name, namespace } = reference;
      const empty = {
        apiVersion,
        kind,
        metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      };
      await this.#client.apply(empty, { fieldManager: fieldManager(urn) });
    }
  }

  async #apply({ object, urn }: ObjectRequest, manager: string): Promise<KubernetesObject> {
    try {
      const applied = await this.#client.apply(object, { fieldManager: manager });
      applied.warnings.forEach((warning) => this.#warner(urn)(warning));
      return applied.object;
    } catch (error) {
      if (error instanceof ApiError) {
        throw new Error(`${describe(referenceOf(object))}: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  async #awaitReady(live: KubernetesObject, request: ObjectRequest): Promise<KubernetesObject> {
    if (!isAwaited(live)) {
      return live;
    }
    try {
      return await waitUntilReady(this.#client, live, {
        timeoutSeconds: timeoutOf(request.object, request.timeoutSeconds) || DEFAULT_TIMEOUT_SECONDS,
        signal: this.#context.signal,
        progress: (missing) => this.#context.progress(missing, request.urn),
      });
    } catch (error) {
      if (error instanceof NotReadyError) {
        const outputs = toOutputs(error.live, request.inputs);
        throw new InitializationError({
          id: idOf(error.live),
          outputs,
          inputs: request.inputs,
          reasons: error.reasons,
        });
      }
      throw error;
    }
  }

  async #findIfServed(object: KubernetesObject): Promise<KubernetesObject | undefined> {
    try {
      return await this.#client.find(referenceOf(object));
    } catch (error) {
      if (error instanceof NotServedError) {
        return undefined;
      }
      throw error;
    }
  }

  #refuseForeign(live: KubernetesObject, manager: string): void {
    if (
      !this.#settings.adopts
      && !isManagedBy(live, manager)
      && live.metadata.deletionTimestamp === undefined
    ) {
      throw new Error(
        `${describe(referenceOf(live))} already exists and was not made by this resource; delete it, import it, patch `
          + `it with a ${live.kind}Patch, or set the provider's upsertExistingObjects to take it over`,
      );
    }
  }

  #warner(urn: string): (message: string) => void {
    return (message) => {
      if (!(this.#settings.suppressesDeprecations && message.includes("deprecated"))) {
        this.#context.log("warning", message, urn);
      }
    };
  }
}

/** Repeats while the namespace or the kind is not there yet. */
async function patiently<Result>(operation: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      return await operation();
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof ApiError ? error.cause : error;
      const isMissing =
        cause instanceof NotServedError
        || (cause instanceof ApiError && cause.code === 404)
        || (cause instanceof ApiError && cause.code === 403 && cause.message.includes("is being terminated"));
      if (!isMissing || Date.now() > deadline) {
        throw error;
      }
      await sleep(PAUSE);
    }
  }
}

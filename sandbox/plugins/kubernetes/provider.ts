/**
 * Stands in for the kubernetes provider: server-side apply against a real API server, dry runs in previews, waits
 * for readiness, and refusals with the server's own words.
 */
import { KubernetesClient, loadKubeconfig, NotServedError } from "../../api/client.ts";
import { at, isObject, referenceOf, type KubernetesObject } from "../../api/object.ts";
import {
  hasUnknown,
  UNKNOWN,
  type CheckRequest,
  type CheckResult,
  type ConfigureRequest,
  type Created,
  type CreateRequest,
  type DeleteRequest,
  type DiffRequest,
  type DiffResult,
  type InvokeRequest,
  type Properties,
  type Provider,
  type ProviderContext,
  type ReadRequest,
  type ReadResult,
  type UpdateRequest,
} from "../provider/index.ts";
import { checkInputs } from "./check.ts";
import { diffInputs } from "./diff.ts";
import { Objects } from "./objects.ts";
import { idOf, toInputs, toObject, toOutputs, toPreviewOutputs } from "./outputs.ts";
import { PreviewRuns, type PreviewRun } from "./preview/run.ts";
import { removeLeftovers } from "./preview/shadow.ts";
import { liveInputs } from "./refresh.ts";
import { releaseOf, releaseOutputs, releaseRecord, SIMULATED_LABEL } from "./release.ts";
import { readSettings, type Settings } from "./settings.ts";
import { notServed, parseType } from "./types.ts";

/** Previews of one engine share what they have seen. */
const previewRuns = new PreviewRuns();

/** The stand-in for `@pulumi/kubernetes` 4. */
export function createProvider(context: ProviderContext): Provider {
  return new KubernetesProvider(context);
}

class KubernetesProvider implements Provider {
  readonly name = "kubernetes";
  readonly version = "4.34.2";
  readonly components = new URL("components.ts", import.meta.url);
  readonly #context: ProviderContext;
  #settings: Settings = readSettings({});
  #client: KubernetesClient | undefined;
  #run: { readonly key: string; readonly run: PreviewRun } | undefined;

  constructor(context: ProviderContext) {
    this.#context = context;
  }

  configure({ args }: ConfigureRequest): Promise<void> {
    this.#settings = readSettings(args);
    return Promise.resolve();
  }

  async check(request: CheckRequest): Promise<CheckResult> {
    const { namespace } = this.#settings;
    const gives = namespace !== undefined && (await this.#isNamespaced(request.type));
    return checkInputs(request, gives ? namespace : undefined);
  }

  diff({ type, oldInputs, news }: DiffRequest): Promise<DiffResult> {
    const { handling } = parseType(type);
    const isRecord = handling === "release" || at(news, "metadata", "labels", SIMULATED_LABEL) === "true";
    const mutability = isRecord ? { configMaps: true, secrets: true } : this.#settings.mutability;
    return Promise.resolve(diffInputs(oldInputs, news, mutability, this.#settings.namespace));
  }

  async create({ urn, type, name, inputs, preview, timeoutSeconds }: CreateRequest): Promise<Created> {
    const request = { urn, object: this.#objectOf(type, name, inputs), inputs, timeoutSeconds };
    const objects = this.#objects();
    const isPatch = parseType(type).handling === "patch";
    if (preview) {
      if (!hasUnknown(request.object.metadata) || request.object.metadata.name !== undefined) {
        const run = this.#previewRun();
        await (isPatch ? objects.previewPatch(request, run) : objects.previewCreate(request, run));
      }
      return { id: "", outputs: this.#previewOutputsOf(type, name, inputs) };
    }
    const live = await (isPatch ? objects.patch(request) : objects.create(request));
    return { id: idOf(live), outputs: this.#outputsOf(type, name, inputs, live) };
  }

  async update(request: UpdateRequest): Promise<Properties> {
    const { urn, type, name, oldInputs, news, preview, timeoutSeconds } = request;
    const object = this.#objectOf(type, name, news);
    const previous = this.#objectOf(type, name, oldInputs);
    const update = { urn, object, previous, inputs: news, timeoutSeconds };
    const objects = this.#objects();
    const isPatch = parseType(type).handling === "patch";
    if (preview) {
      const run = this.#previewRun();
      await (isPatch ? objects.previewPatch(update, run) : objects.previewUpdate(update, run));
      return this.#previewOutputsOf(type, name, news);
    }
    const live = await (isPatch ? objects.patch(update) : objects.update(update));
    return this.#outputsOf(type, name, news, live);
  }

  async delete({ urn, type, name, inputs, outputs, timeoutSeconds }: DeleteRequest): Promise<void> {
    const { handling } = parseType(type);
    const state =
      handling === "release" ? { ...inputs, ...outputs } : isObject(outputs["metadata"]) ? outputs : inputs;
    const object = this.#objectOf(type, name, state);
    if (handling === "patch") {
      await this.#objects().relinquish(referenceOf(object), urn);
    } else {
      await this.#objects().delete(referenceOf(object), object, urn, timeoutSeconds);
    }
  }

  async read({ urn, type: token, name, id, inputs, outputs }: ReadRequest): Promise<ReadResult | undefined> {
    const type = parseType(token);
    const [objectName = "", namespace] = id.split("/").toReversed();
    const isRelease = type.handling === "release";
    const reference = isRelease
      ? referenceOf(this.#objectOf(token, name, { ...inputs, ...outputs }))
      : { ...type, name: objectName, namespace };
    const client = this.#connect();
    const live = await client.find(reference);
    if (live === undefined) {
      return undefined;
    }
    if (isRelease) {
      return { id, inputs, outputs };
    }
    const isImport = Object.keys(inputs).length === 0;
    const found = isImport ? toInputs(live) : await liveInputs(client, live, inputs, urn);
    return { id: idOf(live), inputs: found, outputs: toOutputs(live, found) };
  }

  invoke({ token }: InvokeRequest): Promise<Properties> {
    return Promise.reject(notServed(token));
  }

  async close(): Promise<void> {
    if (this.#run !== undefined) {
      await previewRuns.release(this.#run.key);
    }
    this.#client?.close();
  }

  /** A kind that is not served yet keeps the namespace, or the lack of one, that the program gives it. */
  async #isNamespaced(token: string): Promise<boolean> {
    const { apiVersion, kind } = parseType(token);
    try {
      return (await this.#connect().served(apiVersion, kind)).namespaced;
    } catch (error) {
      if (error instanceof NotServedError) {
        return false;
      }
      throw error;
    }
  }

  #objectOf(type: string, name: string, inputs: Properties): KubernetesObject {
    return parseType(type).handling === "release" ? releaseRecord(releaseOf(name, inputs)) : toObject(inputs);
  }

  #outputsOf(type: string, name: string, inputs: Properties, live: KubernetesObject): Properties {
    return parseType(type).handling === "release"
      ? releaseOutputs(releaseOf(name, inputs), inputs, live)
      : toOutputs(live, inputs);
  }

  #previewOutputsOf(type: string, name: string, inputs: Properties): Properties {
    if (parseType(type).handling !== "release") {
      return toPreviewOutputs(toObject(inputs));
    }
    const release = releaseOf(name, inputs);
    return { ...releaseOutputs(release, inputs, releaseRecord(release)), status: UNKNOWN };
  }

  #connect(): KubernetesClient {
    const { kubeconfig, context, cluster, namespace } = this.#settings;
    if (this.#client === undefined) {
      const config = loadKubeconfig(kubeconfig, { context, cluster });
      this.#client = new KubernetesClient(namespace === undefined ? config : { ...config, namespace });
      // A cluster that does not answer is told of by whatever was to be done with it.
      void removeLeftovers(this.#client).catch(() => undefined);
    }
    return this.#client;
  }

  #objects(): Objects {
    return new Objects(this.#connect(), this.#settings, this.#context);
  }

  #previewRun(): PreviewRun {
    if (this.#run === undefined) {
      const { config } = this.#connect();
      const key = `${this.#context.engineAddress() ?? ""} ${config.server}`;
      this.#run = { key, run: previewRuns.take(key, config) };
    }
    return this.#run.run;
  }
}

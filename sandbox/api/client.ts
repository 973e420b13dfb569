/**
 * A small client of the Kubernetes API: objects by reference, server-side apply, dry runs.
 */
import { Connection, type ApiResponse, type Method, type RequestExtras } from "./connection.ts";
import { Discovery, type ServedKind } from "./discovery.ts";
import { isNotFound } from "./errors.ts";
import { loadKubeconfig, type ClusterConfig } from "./kubeconfig.ts";
import {
  isObject,
  objectsAt,
  referenceOf,
  type JsonObject,
  type KubernetesObject,
  type ObjectReference,
} from "./object.ts";

export { ApiError, isNotFound, NotServedError } from "./errors.ts";
export { loadKubeconfig, type ClusterConfig } from "./kubeconfig.ts";
export * from "./object.ts";

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Take fields over from other managers instead of failing with a conflict; true when not said. */
  readonly force?: boolean;
  /** Let the server do everything but store it. */
  readonly dryRun?: boolean;
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** An answered object, and what the server warned about. */
export interface Answered {
  readonly object: KubernetesObject;
  readonly warnings: readonly string[];
}

export type Propagation = "Foreground" | "Background" | "Orphan";

export class KubernetesClient {
  readonly config: ClusterConfig;
  readonly #connection: Connection;
  readonly #discovery: Discovery;

  constructor(config: ClusterConfig) {
    this.config = config;
    this.#connection = new Connection(config);
    this.#discovery = new Discovery(this.#connection);
  }

  /** A client for a kubeconfig: a path, a document, or the environment's own. */
  static fromKubeconfig(source?: string): KubernetesClient {
    return new KubernetesClient(loadKubeconfig(source));
  }

  /** How a kind is served; throws NotServedError. */
  served(apiVersion: string, kind: string): Promise<ServedKind> {
    return this.#discovery.find(apiVersion, kind);
  }

  /** The path of an object, or of its collection when it has no name. */
  async path(reference: Omit<ObjectReference, "name"> & { readonly name?: string }): Promise<string> {
    const { base, namespaced, plural } = await this.served(reference.apiVersion, reference.kind);
    const scope = namespaced ? `/namespaces/${segment(reference.namespace ?? this.config.namespace)}` : "";
    return `${base}${scope}/${plural}${reference.name === undefined ? "" : `/${segment(reference.name)}`}`;
  }

  /** Any request; the other methods cover nearly all needs. */
  request(method: Method, path: string, extras?: RequestExtras): Promise<ApiResponse> {
    return this.#connection.request(method, path, extras);
  }

  /** The live object; throws ApiError 404 when it is not there. */
  async get(reference: ObjectReference): Promise<KubernetesObject> {
    return asObject(await this.request("GET", await this.path(reference))).object;
  }

  /** The live object, or nothing when it is not there. */
  async find(reference: ObjectReference): Promise<KubernetesObject | undefined> {
    try {
      return await this.get(reference);
    } catch (error) {
      if (isNotFound(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** The objects of one kind; of every namespace when none is given. Items carry their apiVersion and kind. */
  async list(
    kind: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string },
    options: ListOptions = {},
  ): Promise<KubernetesObject[]> {
    const { base, plural } = await this.served(kind.apiVersion, kind.kind);
    const scope = kind.namespace === undefined ? "" : `/namespaces/${segment(kind.namespace)}`;
    const { body } = await this.request("GET", `${base}${scope}/${plural}`, { query: { ...options } });
    return objectsAt(body, "items").map(
      (item) => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind }) as KubernetesObject,
    );
  }

  /** Server-side apply; a field that the schema does not know is an error. */
  async apply(object: KubernetesObject, options: ApplyOptions): Promise<Answered> {
    return asObject(
      await this.request("PATCH", await this.path(referenceOf(object)), {
        body: object,
        contentType: "application/apply-patch+yaml",
        query: {
          fieldManager: options.fieldManager,
          force: options.force ?? true,
          fieldValidation: "Strict",
          dryRun: options.dryRun === true ? "All" : undefined,
        },
      }),
    );
  }

  /** Plain creation; throws ApiError 409 when the object is already there. */
  async create(object: KubernetesObject, options: { readonly dryRun?: boolean } = {}): Promise<Answered> {
    const { apiVersion, kind, metadata } = object;
    const path = await this.path({ apiVersion, kind, namespace: metadata.namespace });
    const query = { fieldValidation: "Strict", dryRun: options.dryRun === true ? "All" : undefined };
    return asObject(await this.request("POST", path, { body: object, query }));
  }

  /** A JSON merge patch (RFC 7386), of the object or of one subresource such as `status`. */
  async merge(
    reference: ObjectReference,
    patch: JsonObject,
    subresource?: string,
  ): Promise<KubernetesObject> {
    const path = await this.path(reference);
    const response = await this.request(
      "PATCH",
      subresource === undefined ? path : `${path}/${subresource}`,
      {
        body: patch,
        contentType: "application/merge-patch+json",
      },
    );
    return asObject(response).object;
  }

  /** Asks for deletion; whether the object was there. It may linger while finalizers run. */
  async delete(reference: ObjectReference, propagation: Propagation = "Background"): Promise<boolean> {
    try {
      await this.request("DELETE", await this.path(reference), { query: { propagationPolicy: propagation } });
      return true;
    } catch (error) {
      if (isNotFound(error)) {
        return false;
      }
      throw error;
    }
  }

  /** Closes the idle connections; the client must not be used afterwards. */
  close(): void {
    this.#connection.close();
  }
}

function segment(name: string): string {
  return encodeURIComponent(name);
}

function asObject({ body, warnings }: ApiResponse): Answered {
  if (!isObject(body["metadata"]) || typeof body["kind"] !== "string") {
    throw new Error(
      `the API server answered with something that is no object: ${JSON.stringify(body).slice(0, 200)}`,
    );
  }
  return { object: body as KubernetesObject, warnings };
}

/**
 * The shape of what a Kubernetes API server reads and writes, and typed access to the parts of it.
 */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object; absent fields read as `undefined`. */
export interface JsonObject {
  [field: string]: Json | undefined;
}

/** A Kubernetes object's metadata, as far as callers here read it by name. */
interface ObjectMeta extends JsonObject {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  uid?: string;
  generation?: number;
  resourceVersion?: string;
  deletionTimestamp?: string;
}

/** A Kubernetes object. */
export interface KubernetesObject extends JsonObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** What identifies an object to the API server; `namespace` absent means "default" for a namespaced kind. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at `path` inside `value`, or `undefined` where any step is missing. */
export function at(value: unknown, ...path: readonly (string | number)[]): Json | undefined {
  let current: unknown = value;
  for (const step of path) {
    if (typeof current !== "object" || current === null) {
      return undefined;
    }
    current = (current as Record<string | number, unknown>)[step];
  }
  return current as Json | undefined;
}

/** The string at `path`, or `undefined` where there is none. */
export function stringAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** The number at `path`, or `undefined` where there is none. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The objects in the list at `path`; empty where there is none. */
export function objectsAt(value: unknown, ...path: readonly (string | number)[]): JsonObject[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found.filter((item) => isObject(item)) : [];
}

/** The reference of an object that has a name. */
export function referenceOf(object: KubernetesObject): ObjectReference {
  const { name, namespace } = object.metadata;
  if (name === undefined || name === "") {
    throw new Error(`${object.apiVersion}/${object.kind} has no metadata.name`);
  }
  return { apiVersion: object.apiVersion, kind: object.kind, name, namespace };
}

/** How an object is called in messages: `apps/v1 Deployment voting/vote`. */
export function describe(reference: ObjectReference): string {
  const namespace = reference.namespace === undefined ? "" : `${reference.namespace}/`;
  return `${reference.apiVersion} ${reference.kind} ${namespace}${reference.name}`;
}

/**
 * Property values as the engine sends them: secrets and resource references arrive in signed
 * wrappers, unknown values as a sentinel. Providers work on plain values; the wrappers are put
 * back on the way out, wherever the inputs had them.
 */
import type { Json, JsonObject } from "../../api/object.ts";

/** A property value; `UNKNOWN` stands for one that is known only after the update. */
export type Value = Json;
/** A property bag. */
export type Properties = JsonObject;

/** In a preview, the value of everything that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e";

/** Marks a value as secret: the engine encrypts it in the state and hides it in what it prints. */
export function secret(value: Value): Properties {
  return isSecret(value) ? value : { [SIGNATURE]: SECRET, value };
}

export function isSecret(value: Value | undefined): value is { value: Value } {
  return isBag(value) && value[SIGNATURE] === SECRET;
}

/** Whether a value is unknown, or has an unknown anywhere inside. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === UNKNOWN) {
    return true;
  }
  if (typeof value !== "object" || value === null) {
    return false;
  }
  return (Array.isArray(value) ? value : Object.values(value)).some((item) => hasUnknown(item));
}

/** The value without wrappers: secrets opened, references to resources as their id, or URN for components. */
function unwrap(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map((item) => unwrap(item));
  }
  if (!isBag(value)) {
    return value;
  }
  if (value[SIGNATURE] === SECRET) {
    return unwrap(value["value"] ?? null);
  }
  if (value[SIGNATURE] === RESOURCE_REFERENCE) {
    const id = value["id"];
    return (typeof id === "string" && id !== "" ? id : value["urn"]) ?? null;
  }
  return unwrapProperties(value);
}

export function unwrapProperties(properties: Properties): Properties {
  const plain: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) {
      plain[name] = unwrap(value);
    }
  }
  return plain;
}

/**
 * `plain` with every value marked secret that is secret at the same path in `wrapped`.
 * Where a wrapped path is missing in `plain`, nothing is added.
 */
function rewrap(plain: Value, wrapped: Value | undefined): Value {
  if (isSecret(wrapped)) {
    return secret(plain);
  }
  if (isSecret(plain)) {
    return plain;
  }
  if (Array.isArray(plain) && Array.isArray(wrapped)) {
    return plain.map((item, index) => rewrap(item, wrapped[index]));
  }
  if (isBag(plain) && isBag(wrapped)) {
    return rewrapProperties(plain, wrapped);
  }
  return plain;
}

export function rewrapProperties(plain: Properties, ...sources: readonly Properties[]): Properties {
  const result: Properties = {};
  for (const [name, value] of Object.entries(plain)) {
    if (value !== undefined) {
      let marked = value;
      for (const source of sources) {
        marked = rewrap(marked, source[name]);
      }
      result[name] = marked;
    }
  }
  return result;
}

function isBag(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

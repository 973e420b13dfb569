/**
 * Takes unknown values out of an object where a stand-in value does not change what the API server would say,
 * so that the rest of it can still be judged in a preview.
 */
import { isObject, type Json, type KubernetesObject } from "../../../api/object.ts";
import { UNKNOWN } from "../../provider/index.ts";

/** A name, a label value, an image and an argument at once. */
const STAND_IN = "unknown";
const ENCODED_STAND_IN = Buffer.from(STAND_IN).toString("base64");

/** Where any text will do. `*` is one step, `**` any number of them. */
const FREE_TEXT = [
  "data.*",
  "stringData.*",
  "**.metadata.annotations.*",
  "metadata.annotations.*",
  "**.containers.*.image",
  "**.containers.*.args.*",
  "**.containers.*.command.*",
  "**.containers.*.env.*.value",
  "**.containers.*.env.*.valueFrom.*.*",
  "**.containers.*.envFrom.*.*.name",
  "**.initContainers.*.image",
  "**.initContainers.*.args.*",
  "**.initContainers.*.command.*",
  "**.initContainers.*.env.*.value",
  "**.initContainers.*.env.*.valueFrom.*.*",
  "**.initContainers.*.envFrom.*.*.name",
  "**.volumes.*.configMap.name",
  "**.volumes.*.secret.secretName",
  "**.volumes.*.persistentVolumeClaim.claimName",
  "**.imagePullSecrets.*.name",
  "**.serviceAccountName",
].map((pattern) => pattern.split("."));

/** Where the whole value may be left out. */
const OPTIONAL = ["data", "stringData", "binaryData", "metadata.annotations", "metadata.labels"].map(
  (pattern) => pattern.split("."),
);

/** The object without unknown values, or nothing when one of them matters. */
export function withoutUnknowns(object: KubernetesObject): KubernetesObject | undefined {
  if (mustHaveUnknownKeys(object)) {
    return undefined;
  }
  try {
    return clean(object, [], object.kind === "Secret") as KubernetesObject;
  } catch (error) {
    if (error === MATTERS) {
      return undefined;
    }
    throw error;
  }
}

/** A typed Secret has required keys; when its whole data is unknown, nobody can say whether they are there. */
function mustHaveUnknownKeys({ kind, type, data, stringData }: KubernetesObject): boolean {
  const isTyped = kind === "Secret" && type !== undefined && type !== "Opaque";
  return isTyped && (data === UNKNOWN || stringData === UNKNOWN);
}

const MATTERS = new Error("an unknown value matters");

function clean(value: Json | undefined, path: readonly string[], isSecret: boolean): Json | undefined {
  if (value === UNKNOWN) {
    if (OPTIONAL.some((pattern) => matches(path, pattern))) {
      return undefined;
    }
    if (FREE_TEXT.some((pattern) => matches(path, pattern))) {
      return isSecret && path[0] === "data" ? ENCODED_STAND_IN : STAND_IN;
    }
    if (path[0] === "binaryData" && path.length === 2) {
      return ENCODED_STAND_IN;
    }
    throw MATTERS;
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => clean(item, [...path, String(index)], isSecret) ?? null);
  }
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, clean(item, [...path, name], isSecret)]),
    );
  }
  return value;
}

function matches(path: readonly string[], pattern: readonly string[]): boolean {
  const [step, ...rest] = pattern;
  if (step === undefined) {
    return path.length === 0;
  }
  if (step === "**") {
    return path.some((_, start) => matches(path.slice(start), rest));
  }
  return path.length > 0 && (step === "*" || step === path[0]) && matches(path.slice(1), rest);
}

/**
 * Inputs to objects, and objects to outputs.
 */
import { isObject, type KubernetesObject, type JsonObject } from "../../api/object.ts";
import { secret, UNKNOWN, type Properties } from "../provider/index.ts";

/** The object that inputs describe, without the bookkeeping of other providers' states. */
export function toObject(inputs: Properties): KubernetesObject {
  const entries = Object.entries(inputs).filter(([name, value]) => !name.startsWith("__") && value !== null);
  return Object.fromEntries(entries) as unknown as KubernetesObject;
}

/** The live object without its field bookkeeping; what a Secret holds is marked secret. */
export function toOutputs(live: KubernetesObject, inputs: Properties): Properties {
  const { managedFields: _managedFields, ...metadata } = live.metadata;
  const outputs: Properties = { ...live, metadata };
  if (live.kind === "Secret" && live.apiVersion === "v1") {
    for (const field of ["data", "stringData"]) {
      const value = outputs[field] ?? inputs[field];
      if (value !== undefined && value !== null) {
        outputs[field] = secret(value);
      }
    }
  }
  return outputs;
}

/**
 * What is known of the outputs before an update: what was asked for, and the fields that the server will set as
 * unknown. Nothing that differs from one preview to the next.
 */
export function toPreviewOutputs(object: KubernetesObject): Properties {
  if (!isObject(object.metadata)) {
    return { ...object };
  }
  const metadata: JsonObject = { ...object.metadata };
  for (const field of ["uid", "resourceVersion", "creationTimestamp", "generation"]) {
    metadata[field] = UNKNOWN;
  }
  const outputs: Properties = { ...object, metadata, status: UNKNOWN };
  if (object.kind === "Secret") {
    outputs["data"] = secret(UNKNOWN);
  }
  if (object.kind === "Service" && isObject(outputs["spec"])) {
    outputs["spec"] = { clusterIP: UNKNOWN, clusterIPs: UNKNOWN, ...outputs["spec"] };
  }
  return outputs;
}

/** What the engine calls the object: `namespace/name`, or `name` where there is no namespace. */
export function idOf(live: KubernetesObject): string {
  const { name = "", namespace } = live.metadata;
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** Fields of the server's own that are no part of what somebody asked for. */
const SERVER_METADATA = new Set([
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "ownerReferences",
  "resourceVersion",
  "selfLink",
  "uid",
]);

/** An object as a program would have asked for it, for an import. */
export function toInputs(live: KubernetesObject): Properties {
  const { status: _status, ...rest } = live;
  const metadata: JsonObject = {};
  for (const [field, value] of Object.entries(live.metadata)) {
    if (!SERVER_METADATA.has(field)) {
      metadata[field] = value;
    }
  }
  return { ...rest, metadata };
}

/** The parts of a live object that can differ between two looks at it without anybody having changed it. */
export function withoutServerFields(object: KubernetesObject): JsonObject {
  return isObject(object) ? toInputs(object) : {};
}

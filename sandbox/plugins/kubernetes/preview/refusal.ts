/**
 * A refusal of the API server, told about the object that it is about and in the program's own names.
 */
import { ApiError } from "../../../api/client.ts";
import { describe, referenceOf, type KubernetesObject } from "../../../api/object.ts";
import { translateBack, type Shadow } from "./shadow.ts";

/** Other errors are returned as they are. */
export function refusal(object: KubernetesObject, fact: string, error: unknown, shadow?: Shadow): unknown {
  if (!(error instanceof ApiError)) {
    return error;
  }
  const message = shadow === undefined ? error.message : translateBack(error.message, shadow);
  return new Error(`${describe(referenceOf(object))}: ${fact}: ${message}`, { cause: error });
}

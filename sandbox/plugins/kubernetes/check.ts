/**
 * Completes a resource's inputs: version and kind from its type, a name where it has none.
 */
import { isObject, stringAt, type JsonObject } from "../../api/object.ts";
import {
  hasUnknown,
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  type Properties,
} from "../provider/index.ts";
import { parseType, type ResourceType } from "./types.ts";

/** Says that the name was made up here, so that a replacement may have another one. */
export const AUTONAMED = "pulumi.com/autonamed";

/** Fills in what the program left out, and reports what it may not leave out. */
export function checkInputs(
  { type: token, name, olds, news, randomSeed }: CheckRequest,
  namespace?: string,
): CheckResult {
  const type = parseType(token);
  if (type.handling === "release") {
    return { inputs: news };
  }
  const failures: CheckFailure[] = [];
  const metadata = news["metadata"];
  const inputs: Properties = {
    ...news,
    apiVersion: news["apiVersion"] ?? type.apiVersion,
    kind: kindOf(type, news),
  };
  if (typeof metadata === "string") {
    return { inputs };
  }
  if (metadata !== undefined && !isObject(metadata)) {
    return { inputs, failures: [{ property: "metadata", reason: "must be an object" }] };
  }
  inputs["metadata"] = named(metadata ?? {}, type, name, olds, randomSeed, failures);
  if (namespace !== undefined && isObject(inputs["metadata"])) {
    inputs["metadata"]["namespace"] ??= namespace;
  }
  return { inputs, failures };
}

/** Older programs carry the kind of the patch resource itself. */
function kindOf(type: ResourceType, news: Properties): string {
  const given = stringAt(news, "kind");
  return given === undefined || given === `${type.kind}Patch` ? type.kind : given;
}

function named(
  metadata: JsonObject,
  type: ResourceType,
  resourceName: string,
  olds: Properties,
  seed: Uint8Array,
  failures: CheckFailure[],
): JsonObject {
  if (metadata["name"] !== undefined && metadata["name"] !== "") {
    return metadata;
  }
  if (type.handling === "patch") {
    failures.push({ property: "metadata.name", reason: "a patch must name the object that it patches" });
    return metadata;
  }
  const annotations = metadata["annotations"];
  if (hasUnknown(annotations) && !isObject(annotations)) {
    return metadata;
  }
  const old = isAutonamed(olds) ? stringAt(olds, "metadata", "name") : undefined;
  return {
    ...metadata,
    name: old ?? `${resourceName}-${Buffer.from(seed).toString("hex").slice(0, 8)}`,
    annotations: { ...(isObject(annotations) ? annotations : {}), [AUTONAMED]: "true" },
  };
}

export function isAutonamed(inputs: Properties): boolean {
  return stringAt(inputs, "metadata", "annotations", AUTONAMED) === "true";
}

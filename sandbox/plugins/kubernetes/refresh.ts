/**
 * Finds what has drifted: what the API server would change back, were the last inputs applied again.
 */
import type { KubernetesClient } from "../../api/client.ts";
import { isObject, type Json, type KubernetesObject } from "../../api/object.ts";
import { compareProperties, type Properties } from "../provider/index.ts";
import { managerForUpdate } from "./managers.ts";
import { toObject, withoutServerFields } from "./outputs.ts";

/**
 * The inputs, with the live value wherever the live object differs from what they ask for.
 * Values that the server writes in another way ("0.5" and "500m") are no difference.
 */
export async function liveInputs(
  client: KubernetesClient,
  live: KubernetesObject,
  inputs: Properties,
  urn: string,
): Promise<Properties> {
  const object = toObject(inputs);
  let wanted: KubernetesObject;
  try {
    wanted = (await client.apply(object, { fieldManager: managerForUpdate(live, urn), dryRun: true })).object;
  } catch {
    // What cannot be applied any more cannot be compared; the next update will say why.
    return inputs;
  }
  const before = withoutServerFields(wanted);
  const now = withoutServerFields(live);
  if (compareProperties(before, now).length === 0) {
    return inputs;
  }
  return project(inputs, before, now, []) as Properties;
}

/** Walks the inputs; `wanted` and `live` are the server's forms of the same place. */
function project(
  input: Json,
  wanted: Json | undefined,
  live: Json | undefined,
  path: readonly string[],
): Json {
  if (compare(wanted, live)) {
    return input;
  }
  if (isObject(input) && isObject(wanted) && isObject(live)) {
    const result: Properties = {};
    for (const [name, value] of Object.entries(input)) {
      if (value === undefined || value === null) {
        continue;
      }
      if (path.length === 0 && name === "stringData") {
        result[name] = projectStringData(value, wanted["data"], live["data"]);
      } else if (live[name] !== undefined) {
        result[name] = project(value, wanted[name], live[name], [...path, name]);
      }
    }
    return result;
  }
  if (Array.isArray(input) && Array.isArray(live) && Array.isArray(wanted) && live.length === wanted.length) {
    return input.length === live.length
      ? input.map((item, index) => project(item, wanted[index], live[index], [...path, String(index)]))
      : live;
  }
  return live ?? input;
}

function projectStringData(input: Json, wanted: Json | undefined, live: Json | undefined): Json {
  if (!isObject(input) || !isObject(live)) {
    return input;
  }
  const result: Properties = {};
  for (const [key, value] of Object.entries(input)) {
    const now = live[key];
    if (typeof now === "string") {
      result[key] =
        isObject(wanted) && wanted[key] === now ? value : Buffer.from(now, "base64").toString("utf8");
    }
  }
  return result;
}

function compare(wanted: Json | undefined, live: Json | undefined): boolean {
  return compareProperties({ value: wanted }, { value: live }).length === 0;
}

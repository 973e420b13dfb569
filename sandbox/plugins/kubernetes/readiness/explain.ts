/**
 * Why an object does not become ready: its conditions, its events, and those of what it owns.
 */
import { objectsAt, stringAt, type JsonObject, type KubernetesObject } from "../../../api/object.ts";
import type { KubernetesClient } from "../../../api/client.ts";

/** How many events are worth reading. */
const LAST_EVENTS = 8;

/** Kinds that owners of pods are looked for in, from the owner down. */
const OWNED = [
  { apiVersion: "apps/v1", kind: "ReplicaSet" },
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "v1", kind: "Pod" },
] as const;

/** Lines for the user, most telling first; empty when the server has nothing to say. */
export async function explain(client: KubernetesClient, object: KubernetesObject): Promise<string[]> {
  const conditions = objectsAt(object, "status", "conditions")
    .filter((item) => isTroubled(item))
    .map(
      (item) =>
        `condition ${stringAt(item, "type") ?? ""}: ${stringAt(item, "message") ?? stringAt(item, "reason") ?? ""}`,
    );
  try {
    return [...conditions, ...(await eventsOf(client, object))];
  } catch {
    return conditions;
  }
}

/** A condition that speaks of failure is troubled when it is true, every other one when it is not. */
function isTroubled(item: JsonObject): boolean {
  const isFailure = /Failure|Failed|Pressure|Remaining|Deletion/.test(stringAt(item, "type") ?? "");
  return (item["status"] === "True") === isFailure && item["status"] !== "Unknown";
}

async function eventsOf(client: KubernetesClient, object: KubernetesObject): Promise<string[]> {
  const namespace = object.metadata.namespace;
  if (namespace === undefined) {
    return [];
  }
  const family = new Set([object.metadata.uid ?? ""]);
  for (const kind of OWNED) {
    for (const candidate of await client.list({ ...kind, namespace })) {
      const owners = objectsAt(candidate, "metadata", "ownerReferences").map((owner) => owner["uid"]);
      if (owners.some((uid) => typeof uid === "string" && family.has(uid))) {
        family.add(candidate.metadata.uid ?? "");
      }
    }
  }
  const events = await client.list({ apiVersion: "v1", kind: "Event", namespace });
  const lines = events
    .filter((event) => stringAt(event, "type") === "Warning")
    .filter((event) => family.has(stringAt(event, "involvedObject", "uid") ?? ""))
    .toSorted((left, right) => lastSeen(left).localeCompare(lastSeen(right)))
    .map(
      (event) =>
        `${stringAt(event, "involvedObject", "kind") ?? ""} ${stringAt(event, "involvedObject", "name") ?? ""}: `
        + `${stringAt(event, "reason") ?? ""}: ${stringAt(event, "message") ?? ""}`,
    );
  return [...new Set(lines)].slice(-LAST_EVENTS);
}

function lastSeen(event: KubernetesObject): string {
  return (
    stringAt(event, "lastTimestamp")
    ?? stringAt(event, "eventTime")
    ?? stringAt(event, "metadata", "creationTimestamp")
    ?? ""
  );
}

/**
 * Who owns an object's fields. Each resource applies under a field manager of its own, told from its URN, so that an
 * object left by a killed update is known as this resource's, and one made by anybody else is not taken over.
 */
import { createHash } from "node:crypto";
import { objectsAt, stringAt, type KubernetesObject } from "../../api/object.ts";

const PREFIX = "pulumi-kubernetes-";

/** The field manager of a resource. */
export function fieldManager(urn: string): string {
  return `${PREFIX}${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}

/** Whether the resource has applied to the object before. */
export function isManagedBy(live: KubernetesObject, manager: string): boolean {
  return managersOf(live).includes(manager);
}

/** The manager to update with: a resource that changed its URN by an alias goes on under the old one. */
export function managerForUpdate(live: KubernetesObject | undefined, urn: string): string {
  const own = fieldManager(urn);
  const managers = live === undefined ? [] : managersOf(live);
  return managers.includes(own) ? own : (managers.find((name) => name.startsWith(PREFIX)) ?? own);
}

function managersOf(live: KubernetesObject): string[] {
  return objectsAt(live, "metadata", "managedFields")
    .filter((entry) => entry["operation"] === "Apply")
    .map((entry) => stringAt(entry, "manager") ?? "");
}

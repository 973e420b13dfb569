/** Which Kubernetes objects a resource stands for, by its type token. */
import { Field } from "./field.ts";
import type { Resource } from "./rule.ts";

/** An object of the Kubernetes API, whichever way the program writes it. */
export interface KubernetesObject {
  /** API group without version; "" is the core group. */
  readonly group: string;
  /** Kind without the ending of its twin: `DeploymentPatch` is a `Deployment` that is only a part. */
  readonly kind: string;
  readonly patch: boolean;
  readonly fields: Field;
  readonly resource: Resource;
}

/**
 * The objects in a resource: one, or those in a list kind; none if it is not of Kubernetes.
 * A patch is judged like the whole object: what it does not say, it may be leaving as bad as it was.
 */
export function objectsOf(resource: Resource): KubernetesObject[] {
  const [packageName, apiVersion, typeKind] = resource.type.split(":");
  if (packageName !== "kubernetes" || apiVersion === undefined || typeKind === undefined) return [];
  const fields = Field.of(resource.properties);
  if (fields.get("items").state !== "absent" && typeKind.endsWith("List")) {
    const listed = typeKind.slice(0, -"List".length);
    return fields
      .get("items")
      .items()
      .map((item) => objectOf(resource, apiVersion, listed, item));
  }
  return [objectOf(resource, apiVersion, typeKind, fields)];
}

function objectOf(resource: Resource, apiVersion: string, typeKind: string, fields: Field): KubernetesObject {
  const ownVersion = fields.get("apiVersion").value;
  const ownKind = fields.get("kind").value;
  // Only the untyped `v1 List` leaves it to its items to say what they are.
  const version = typeKind === "" && typeof ownVersion === "string" ? ownVersion : apiVersion;
  const named = typeKind === "" && typeof ownKind === "string" ? ownKind : typeKind;
  const patch = named.endsWith("Patch");
  const kind = patch ? named.slice(0, -"Patch".length) : named;
  return { group: groupOf(version), kind, patch, fields, resource };
}

/** `apps/v1` → apps; `v1` and Pulumi's spelling `core/v1` → "". */
function groupOf(apiVersion: string): string {
  const [first = "", second] = apiVersion.split("/");
  return second === undefined || first === "core" ? "" : first;
}

/** The objects of one kind in a resource. */
export function objectsOfKind(resource: Resource, group: string, kind: string): KubernetesObject[] {
  return objectsOf(resource).filter((object) => object.group === group && object.kind === kind);
}

/** The namespace of a namespaced object: what it says, or the API's own default. */
export function namespaceOf(object: KubernetesObject): Field {
  return object.fields.get("metadata", "namespace").or(Field.of("default"));
}

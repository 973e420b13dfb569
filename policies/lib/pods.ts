/** From any object to the pod it makes: every kind that carries a pod, its patch and its list. */
import type { Field } from "./field.ts";
import { objectsOf } from "./kubernetes.ts";
import type { KubernetesObject } from "./kubernetes.ts";
import type { Resource } from "./rule.ts";

export interface Pod {
  /** The object that carries it. */
  readonly owner: KubernetesObject;
  /** The pod's spec. */
  readonly spec: Field;
  /** Every container that the pod can run, in the order main, init, ephemeral. */
  readonly containers: readonly Container[];
}

export interface Container {
  readonly role: "container" | "init container" | "ephemeral container";
  readonly fields: Field;
  /** For messages: its role and, where it can be told, its name. */
  readonly title: string;
}

/** Where each kind keeps its pod's spec. Operators' kinds that make pods are added here. */
const POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  "/Pod": ["spec"],
  "/PodTemplate": ["template", "spec"],
  "/ReplicationController": ["spec", "template", "spec"],
  "apps/Deployment": ["spec", "template", "spec"],
  "apps/StatefulSet": ["spec", "template", "spec"],
  "apps/DaemonSet": ["spec", "template", "spec"],
  "apps/ReplicaSet": ["spec", "template", "spec"],
  "extensions/Deployment": ["spec", "template", "spec"],
  "extensions/DaemonSet": ["spec", "template", "spec"],
  "extensions/ReplicaSet": ["spec", "template", "spec"],
  "batch/Job": ["spec", "template", "spec"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
};

const ROLES = [
  ["containers", "container"],
  ["initContainers", "init container"],
  ["ephemeralContainers", "ephemeral container"],
] as const;

/** The pods in a resource; none where an object carries none or a patch does not touch it. */
export function podsOf(resource: Resource): Pod[] {
  return objectsOf(resource).flatMap((owner) => {
    const at = POD_SPEC[`${owner.group}/${owner.kind}`];
    if (at === undefined) return [];
    const spec = owner.fields.get(...at);
    return spec.state === "absent" ? [] : [{ owner, spec, containers: containersOf(spec) }];
  });
}

function containersOf(spec: Field): Container[] {
  return ROLES.flatMap(([list, role]) =>
    spec
      .get(list)
      .items()
      .map((fields) => ({ role, fields, title: titleOf(role, fields.get("name").value) })),
  );
}

/** Only a name that is one by its form is repeated, see `Finding.message`. */
function titleOf(role: string, name: unknown): string {
  return typeof name === "string" && /^[a-z0-9-]{1,63}$/.test(name) ? `${role} ${name}` : role;
}

/** A setting of the container's security context, or else the pod's. */
export function effective(pod: Pod, container: Container, ...keys: readonly string[]): Field {
  return own(container, ...keys).or(pod.spec.get("securityContext", ...keys));
}

/** A setting of the container's own security context. */
export function own(container: Container, ...keys: readonly string[]): Field {
  return container.fields.get("securityContext", ...keys);
}

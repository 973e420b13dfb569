/**
 * When an object of a kind is what it should be, as the official provider sees it.
 */
import {
  at,
  numberAt,
  objectsAt,
  stringAt,
  type JsonObject,
  type KubernetesObject,
} from "../../../api/object.ts";

/** `waiting` may still become ready; `failed` never will by itself. */
export interface Readiness {
  readonly state: "ready" | "waiting" | "failed";
  /** What is missing, for people. */
  readonly reason: string;
}

/** What a rule may need to know beyond the object itself. */
export interface Surroundings {
  /** The volume binding mode of a storage class; undefined where there is no such class. */
  bindingMode(storageClass: string | undefined): Promise<string | undefined>;
}

export type ReadinessRule = (
  object: KubernetesObject,
  surroundings: Surroundings,
) => Readiness | Promise<Readiness>;

const READY: Readiness = { state: "ready", reason: "" };

function waiting(reason: string): Readiness {
  return { state: "waiting", reason };
}

function when(isReady: boolean, reason: string): Readiness {
  return isReady ? READY : waiting(reason);
}

/**
 * The rule of a kind; kinds without one are ready as soon as they are stored. Ingresses are among these, other than
 * with the official provider: the sandbox runs no ingress controller that would give them an address.
 */
export function readinessRule(apiVersion: string, kind: string): ReadinessRule | undefined {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return RULES[`${group}/${kind}`];
}

const RULES: Readonly<Record<string, ReadinessRule>> = {
  "/Namespace": (object) =>
    when(stringAt(object, "status", "phase") === "Active", "the namespace is not active yet"),
  "/PersistentVolumeClaim": persistentVolumeClaim,
  "/Pod": pod,
  "/ResourceQuota": resourceQuota,
  "/Service": service,
  "apiextensions.k8s.io/CustomResourceDefinition": customResourceDefinition,
  "apps/DaemonSet": daemonSet,
  "apps/Deployment": deployment,
  "apps/ReplicaSet": replicaSet,
  "apps/StatefulSet": statefulSet,
  "batch/Job": job,
};

/** The condition of that type, or undefined. */
function condition(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((item) => item["type"] === type);
}

function isObserved(object: KubernetesObject): boolean {
  return (numberAt(object, "status", "observedGeneration") ?? 0) >= (object.metadata.generation ?? 0);
}

function status(object: KubernetesObject, field: string): number {
  return numberAt(object, "status", field) ?? 0;
}

function deployment(object: KubernetesObject): Readiness {
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const progressing = condition(object, "Progressing");
  if (isObserved(object) && progressing?.["reason"] === "ProgressDeadlineExceeded") {
    return {
      state: "failed",
      reason: stringAt(progressing, "message") ?? "the rollout exceeded its progress deadline",
    };
  }
  const [updated, available, total] = ["updatedReplicas", "availableReplicas", "replicas"].map((field) =>
    status(object, field),
  ) as [number, number, number];
  const isReady = isObserved(object) && updated >= wanted && available >= wanted && total <= updated;
  return when(
    isReady,
    `${available} of ${wanted} pods are available, ${updated} updated, ${total - updated} outdated`,
  );
}

function replicaSet(object: KubernetesObject): Readiness {
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const available = status(object, "availableReplicas");
  return when(isObserved(object) && available >= wanted, `${available} of ${wanted} pods are available`);
}

function statefulSet(object: KubernetesObject): Readiness {
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  const ready = status(object, "readyReplicas");
  const rolls = (stringAt(object, "spec", "updateStrategy", "type") ?? "RollingUpdate") === "RollingUpdate";
  const kept = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition") ?? 0;
  const updated = status(object, "updatedReplicas");
  const isRolledOut = !rolls || updated >= Math.max(wanted - kept, 0);
  return when(
    isObserved(object) && ready >= wanted && isRolledOut,
    `${ready} of ${wanted} pods are ready, ${updated} updated`,
  );
}

function daemonSet(object: KubernetesObject): Readiness {
  const wanted = status(object, "desiredNumberScheduled");
  const available = status(object, "numberAvailable");
  const updated = status(object, "updatedNumberScheduled");
  const rolls = stringAt(object, "spec", "updateStrategy", "type") !== "OnDelete";
  const isReady = isObserved(object) && available >= wanted && (!rolls || updated >= wanted);
  return when(isReady, `${available} of ${wanted} pods are available, ${updated} updated`);
}

function job(object: KubernetesObject): Readiness {
  const failed = condition(object, "Failed");
  if (failed?.["status"] === "True") {
    return { state: "failed", reason: `the job failed: ${stringAt(failed, "message") ?? "no reason given"}` };
  }
  if (at(object, "spec", "suspend") === true || condition(object, "Complete")?.["status"] === "True") {
    return READY;
  }
  const wanted = numberAt(object, "spec", "completions") ?? 1;
  return waiting(
    `${status(object, "succeeded")} of ${wanted} pods have succeeded, ${status(object, "failed")} failed`,
  );
}

function pod(object: KubernetesObject): Readiness {
  const phase = stringAt(object, "status", "phase") ?? "Pending";
  if (phase === "Succeeded" || condition(object, "Ready")?.["status"] === "True") {
    return READY;
  }
  const reason = stringAt(condition(object, "PodScheduled"), "message") ?? `the pod is ${phase}`;
  return { state: phase === "Failed" ? "failed" : "waiting", reason };
}

async function persistentVolumeClaim(
  object: KubernetesObject,
  surroundings: Surroundings,
): Promise<Readiness> {
  const phase = stringAt(object, "status", "phase") ?? "Pending";
  if (phase === "Bound") {
    return READY;
  }
  const storageClass = stringAt(object, "spec", "storageClassName");
  const mode = await surroundings.bindingMode(storageClass);
  return when(
    mode === "WaitForFirstConsumer" && phase === "Pending",
    `the claim is ${phase}, storage class "${storageClass ?? ""}"`,
  );
}

function resourceQuota(object: KubernetesObject): Readiness {
  const hard = Object.keys((at(object, "spec", "hard") ?? {}) as JsonObject);
  const observed = Object.keys((at(object, "status", "hard") ?? {}) as JsonObject);
  return when(hard.length === observed.length, "the quota has not been calculated yet");
}

function service(object: KubernetesObject): Readiness {
  return stringAt(object, "spec", "type") === "LoadBalancer" ? hasAddress(object) : READY;
}

function hasAddress(object: KubernetesObject): Readiness {
  const addresses = objectsAt(object, "status", "loadBalancer", "ingress");
  return when(addresses.length > 0, "no load balancer address has been assigned");
}

function customResourceDefinition(object: KubernetesObject): Readiness {
  const refused = condition(object, "NamesAccepted");
  if (refused?.["status"] === "False") {
    return { state: "failed", reason: stringAt(refused, "message") ?? "its names are taken" };
  }
  return when(
    condition(object, "Established")?.["status"] === "True",
    "the definition is not established yet",
  );
}

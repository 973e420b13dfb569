/**
 * The pods that an object would have made: Pod Security, quotas and limit ranges judge pods, not templates.
 */
import {
  at,
  isObject,
  numberAt,
  objectsAt,
  stringAt,
  type JsonObject,
  type KubernetesObject,
} from "../../../api/object.ts";

export interface PlannedPods {
  readonly template: JsonObject;
  /** How many at once; 1 where the object does not say. */
  readonly count: number;
  /** A change of the template needs room for a pod more while the old ones still run. */
  readonly surges: boolean;
}

interface Carrier {
  readonly template: readonly string[];
  readonly count: readonly string[];
}

const CARRIERS: Readonly<Record<string, Carrier>> = {
  "apps/v1/DaemonSet": { template: ["spec", "template"], count: [] },
  "apps/v1/Deployment": { template: ["spec", "template"], count: ["spec", "replicas"] },
  "apps/v1/ReplicaSet": { template: ["spec", "template"], count: ["spec", "replicas"] },
  "apps/v1/StatefulSet": { template: ["spec", "template"], count: ["spec", "replicas"] },
  "batch/v1/CronJob": {
    template: ["spec", "jobTemplate", "spec", "template"],
    count: ["spec", "jobTemplate", "spec", "parallelism"],
  },
  "batch/v1/Job": { template: ["spec", "template"], count: ["spec", "parallelism"] },
  "v1/ReplicationController": { template: ["spec", "template"], count: ["spec", "replicas"] },
};

/** The pods of an object, or nothing for a kind that has none. */
export function plannedPods(object: KubernetesObject): PlannedPods | undefined {
  const carrier = CARRIERS[`${object.apiVersion}/${object.kind}`];
  const template = carrier === undefined ? undefined : at(object, ...carrier.template);
  if (carrier === undefined || !isObject(template)) {
    return undefined;
  }
  const count = carrier.count.length === 0 ? 1 : (numberAt(object, ...carrier.count) ?? 1);
  const strategy = stringAt(object, "spec", "strategy", "type") ?? "RollingUpdate";
  return { template, count, surges: object.kind === "Deployment" && strategy !== "Recreate" };
}

/**
 * A pod as the object's controller would make it, to be judged and never run: it takes the namespace's own service
 * account, since the one it names may not exist yet, and finds the volumes of its claim templates.
 */
export function podFor(object: KubernetesObject, template: JsonObject, name: string): KubernetesObject {
  const spec = at(template, "spec");
  const { serviceAccountName: _name, serviceAccount: _alias, ...rest } = isObject(spec) ? spec : {};
  const claims = objectsAt(object, "spec", "volumeClaimTemplates").map((claim) => {
    const claimName = stringAt(claim, "metadata", "name") ?? "";
    return { name: claimName, persistentVolumeClaim: { claimName } };
  });
  const volumes = [...objectsAt(spec, "volumes"), ...claims];
  const metadata = at(template, "metadata");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...(isObject(metadata) ? metadata : {}), name, namespace: object.metadata.namespace },
    spec: { ...rest, ...(volumes.length > 0 ? { volumes } : {}) },
  };
}

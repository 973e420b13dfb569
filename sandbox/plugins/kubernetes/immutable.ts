/**
 * Which fields of which kinds cannot change in place, so that a change needs another object.
 *
 * The table is the official provider's, with what the API server refuses to change beside it.
 */

/** `*` stands for any index; a path covers everything below it. */
type Pattern = string;

/** Whether the provider may change the data of ConfigMaps and Secrets in place. */
export interface Mutability {
  readonly configMaps: boolean;
  readonly secrets: boolean;
}

const EVERY_KIND: readonly Pattern[] = ["kind", "metadata.name", "metadata.namespace"];

const BY_KIND: Readonly<Record<string, readonly Pattern[]>> = {
  "apps/DaemonSet": ["spec.selector"],
  "apps/Deployment": ["spec.selector"],
  "apps/ReplicaSet": ["spec.selector"],
  "apps/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/Job": ["spec.completions", "spec.completionMode", "spec.selector", "spec.template"],
  "/PersistentVolume": [
    "spec.awsElasticBlockStore",
    "spec.azureDisk",
    "spec.azureFile",
    "spec.csi",
    "spec.gcePersistentDisk",
    "spec.hostPath",
    "spec.iscsi",
    "spec.local",
    "spec.nfs",
    "spec.volumeMode",
  ],
  "/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.dataSource",
    "spec.dataSourceRef",
    "spec.resources.limits",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeMode",
    "spec.volumeName",
  ],
  "/Pod": [
    "spec.affinity",
    "spec.containers",
    "spec.dnsConfig",
    "spec.dnsPolicy",
    "spec.hostAliases",
    "spec.hostIPC",
    "spec.hostNetwork",
    "spec.hostPID",
    "spec.hostname",
    "spec.imagePullSecrets",
    "spec.initContainers",
    "spec.nodeName",
    "spec.nodeSelector",
    "spec.overhead",
    "spec.priorityClassName",
    "spec.restartPolicy",
    "spec.runtimeClassName",
    "spec.schedulerName",
    "spec.securityContext",
    "spec.serviceAccountName",
    "spec.subdomain",
    "spec.topologySpreadConstraints",
    "spec.volumes",
  ],
  "/ResourceQuota": ["spec.scopes", "spec.scopeSelector"],
  "/Secret": ["type"],
  "/Service": ["spec.clusterIP"],
  "rbac.authorization.k8s.io/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/RoleBinding": ["roleRef"],
  "scheduling.k8s.io/PriorityClass": ["value", "preemptionPolicy"],
  "storage.k8s.io/CSIDriver": ["spec.attachRequired", "spec.fsGroupPolicy", "spec.volumeLifecycleModes"],
  "storage.k8s.io/StorageClass": ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
};

/** What is replaced together with the contents: an object declared immutable, or a kind not to be changed in place. */
const CONTENTS: readonly Pattern[] = ["binaryData", "data", "stringData", "immutable"];

/** The patterns that hold for an object. */
export function immutablePaths(
  apiVersion: string,
  kind: string,
  declaredImmutable: boolean,
  mutability: Mutability,
): readonly Pattern[] {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  const key = `${group}/${kind}`;
  const isKept =
    (key === "/ConfigMap" && !mutability.configMaps) || (key === "/Secret" && !mutability.secrets);
  const contents = key === "/ConfigMap" || key === "/Secret" ? CONTENTS : [];
  return [
    ...EVERY_KIND,
    ...(BY_KIND[key] ?? []),
    ...(declaredImmutable ? contents : isKept ? contents.filter((path) => path !== "immutable") : []),
  ];
}

/** Whether a path lies at or below one of the patterns. */
export function matches(path: readonly (string | number)[], patterns: readonly Pattern[]): boolean {
  return patterns.some((pattern) =>
    pattern.split(".").every((step, index) => step === "*" || step === String(path[index] ?? "")),
  );
}

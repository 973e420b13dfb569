/**
 * What a stack that is up consists of, asked of the engine's state and of the API server.
 */
import {
  KubernetesClient,
  at,
  isObject,
  numberAt,
  stringAt,
  type JsonObject,
  type KubernetesObject,
} from "../api/client.ts";
import { findExecutables } from "../toolchain/index.ts";
import { plainOutputs, readCheckpoint, resourcesOf, type ResourceState } from "./checkpoint.ts";
import type { Session } from "./session.ts";

export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Such as `2 of 2 ready`. */
  readonly status: string;
  readonly well: boolean;
  /** Zones in which its pods are. */
  readonly zones: readonly string[];
}

export interface Summary {
  readonly stack: string;
  /** Parts of the work and how long each took. */
  readonly phases: readonly string[];
  /** Number of resources by provider, `kubernetes`, `aws`, …; components are not counted. */
  readonly resources: Readonly<Record<string, number>>;
  readonly workloads: readonly Workload[];
  readonly nodes: number;
  readonly pods: number;
  /** Zones of the nodes, sorted. */
  readonly zones: readonly string[];
  /** Number of Helm charts. */
  readonly charts: number;
  /** Number of objects whose kind an operator defines. */
  readonly customResources: number;
  /** Names of the EKS clusters. */
  readonly clusters: readonly string[];
  /** The stack's outputs that are no secrets, nested ones with dotted names. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The cluster is one of the user's own: nothing in it is simulated. */
  readonly ownCluster: boolean;
  readonly hasKubectl: boolean;
}

const WORKLOADS = [
  { apiVersion: "apps/v1", kind: "Deployment" },
  { apiVersion: "apps/v1", kind: "StatefulSet" },
  { apiVersion: "apps/v1", kind: "DaemonSet" },
  { apiVersion: "batch/v1", kind: "Job" },
  { apiVersion: "batch/v1", kind: "CronJob" },
] as const;

/** Types of resources that install a Helm chart. */
const CHARTS = ["kubernetes:helm.sh/v4:Chart", "kubernetes:helm.sh/v3:Release"];

export async function gatherSummary(session: Session, phases: readonly string[]): Promise<Summary> {
  const checkpoint = readCheckpoint(session.files.checkpoint);
  const resources = resourcesOf(checkpoint);
  const named = (type: string) =>
    resources.filter((resource) => resource.type === type).map(({ urn }) => nameOf(urn));
  return {
    stack: session.stack,
    phases,
    resources: countByProvider(resources),
    ...(await askCluster(session, resources)),
    charts: CHARTS.flatMap(named).length,
    customResources: resources.filter(isCustomResource).length,
    clusters: named("eks:index:Cluster"),
    outputs: flatten(plainOutputs(checkpoint)),
    ownCluster: session.ownCluster !== undefined,
    hasKubectl: findExecutables("kubectl", session.environment["PATH"] ?? "").length > 0,
  };
}

async function askCluster(
  session: Session,
  resources: readonly ResourceState[],
): Promise<Pick<Summary, "workloads" | "nodes" | "pods" | "zones">> {
  const client = KubernetesClient.fromKubeconfig(session.environment["KUBECONFIG"]);
  try {
    const [nodes, pods, ...lists] = await Promise.all([
      client.list({ apiVersion: "v1", kind: "Node" }),
      client.list({ apiVersion: "v1", kind: "Pod" }),
      ...WORKLOADS.map((kind) => client.list(kind)),
    ]);
    const ours = workloadKeys(resources);
    const zoneOf = new Map(nodes.map((node) => [node.metadata.name, zoneLabel(node)]));
    const workloads = lists
      .flat()
      .filter((object) => ours.has(keyOf(object)))
      .map((object) => describeWorkload(object, pods, zoneOf));
    return {
      workloads: workloads.toSorted((a, b) => a.namespace.localeCompare(b.namespace)),
      nodes: nodes.length,
      pods: pods.length,
      zones: [...new Set(zoneOf.values())].filter(Boolean).toSorted(),
    };
  } finally {
    client.close();
  }
}

function describeWorkload(
  object: KubernetesObject,
  pods: readonly KubernetesObject[],
  zoneOf: ReadonlyMap<string | undefined, string>,
): Workload {
  const selector = at(object, "spec", "selector", "matchLabels");
  const own = pods.filter(
    (pod) =>
      isObject(selector) && pod.metadata.namespace === object.metadata.namespace && matches(pod, selector),
  );
  const zones = new Set(own.map((pod) => zoneOf.get(stringAt(pod, "spec", "nodeName")) ?? ""));
  return {
    namespace: object.metadata.namespace ?? "",
    kind: object.kind,
    name: object.metadata.name ?? "",
    ...statusOf(object),
    zones: [...zones].filter(Boolean).toSorted(),
  };
}

/** A workload's state in a few words, from its own status. */
export function statusOf(object: KubernetesObject): Pick<Workload, "status" | "well"> {
  const count = (...path: string[]) => numberAt(object, ...path) ?? 0;
  if (object.kind === "CronJob" || object.kind === "Job") {
    if (at(object, "spec", "suspend") === true) {
      return { status: "on demand", well: true };
    }
  }
  if (object.kind === "CronJob") {
    return { status: `scheduled ${stringAt(object, "spec", "schedule") ?? ""}`, well: true };
  }
  if (object.kind === "Job") {
    const [done, wanted] = [count("status", "succeeded"), numberAt(object, "spec", "completions") ?? 1];
    return { status: `${done} of ${wanted} complete`, well: done >= wanted };
  }
  const wanted =
    object.kind === "DaemonSet"
      ? count("status", "desiredNumberScheduled")
      : (numberAt(object, "spec", "replicas") ?? 1);
  const ready = count("status", object.kind === "DaemonSet" ? "numberReady" : "readyReplicas");
  return { status: `${ready} of ${wanted} ready`, well: ready >= wanted };
}

/** Nested maps as dotted names; lists joined by commas; empty values left out. */
export function flatten(outputs: Readonly<Record<string, unknown>>, prefix = ""): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(outputs)) {
    if (isObject(value)) {
      Object.assign(flat, flatten(value, `${prefix}${name}.`));
    } else if (value !== null && value !== undefined && value !== "") {
      flat[`${prefix}${name}`] = Array.isArray(value) ? value.map(textOf).join(", ") : textOf(value);
    }
  }
  return flat;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function countByProvider(resources: readonly ResourceState[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { custom, type } of resources) {
    const provider = type.split(":")[0] ?? "";
    if (custom && provider !== "pulumi") {
      counts[provider] = (counts[provider] ?? 0) + 1;
    }
  }
  return counts;
}

/** The groups of Kubernetes' own kinds are one word or end in `k8s.io`; operators' groups are their own domains. */
function isCustomResource({ type, inputs }: ResourceState): boolean {
  const group = stringAt(inputs, "apiVersion")?.split("/").toReversed()[1] ?? "";
  return type.startsWith("kubernetes:") && group.includes(".") && !group.endsWith(".k8s.io");
}

/** The keys of the workloads that the engine made; what charts and operators make by themselves is not ours. */
function workloadKeys(resources: readonly ResourceState[]): ReadonlySet<string> {
  const kinds: readonly string[] = WORKLOADS.map(({ kind }) => kind);
  return new Set(
    resources
      .map(({ inputs }) => inputs as KubernetesObject | undefined)
      .filter((object) => object !== undefined && isObject(object.metadata) && kinds.includes(object.kind))
      .map((object) => keyOf(object as KubernetesObject)),
  );
}

function keyOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.namespace ?? "default"}/${metadata.name ?? ""}`;
}

function zoneLabel(node: KubernetesObject): string {
  return node.metadata.labels?.["topology.kubernetes.io/zone"] ?? "";
}

function matches(pod: KubernetesObject, selector: JsonObject): boolean {
  return Object.entries(selector).every(([label, value]) => pod.metadata.labels?.[label] === value);
}

/** The last part of a URN. */
function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

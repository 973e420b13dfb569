/**
 * The start graph, as data: where each chart lives, what has to run before it, what it is good for, and which
 * kinds of custom resources it serves. Who makes such a resource waits for the chart; on the way down it goes first.
 */
import type { ChartName } from "./versions.ts";

/** What the platform offers. Those who need one wait for all charts behind it. */
export type Capability =
  "autoscaling" | "certificates" | "gateway" | "mesh" | "monitoring" | "nodes" | "postgres" | "secrets";

/** A step of the start: a chart, or the pools of nodes that Karpenter keeps. */
export type Step = ChartName | "node-pools";

export interface ChartPlan {
  readonly namespace: string;
  readonly capability: Capability;
  /** Steps that have to be over before this one. */
  readonly after: readonly Step[];
  /** The chart whose CRDs it uses, when it must not install its own. */
  readonly crdsFrom?: ChartName;
  /** Custom resources it defines, `Kind.group`. */
  readonly serves?: readonly string[];
}

export const graph: Readonly<Record<ChartName, ChartPlan>> = {
  "prometheus-operator-crds": {
    namespace: "monitoring",
    capability: "monitoring",
    after: [],
    serves: ["AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"].map(
      (kind) => `${kind}.monitoring.coreos.com`,
    ),
  },
  "karpenter-crd": {
    namespace: "karpenter",
    capability: "nodes",
    after: [],
    serves: ["EC2NodeClass.karpenter.k8s.aws", "NodePool.karpenter.sh"],
  },
  karpenter: {
    namespace: "karpenter",
    capability: "nodes",
    after: ["karpenter-crd", "prometheus-operator-crds"],
    crdsFrom: "karpenter-crd",
  },
  "istio-base": {
    namespace: "istio-system",
    capability: "mesh",
    after: [],
    serves: [
      "AuthorizationPolicy.security.istio.io",
      "DestinationRule.networking.istio.io",
      "Gateway.networking.istio.io",
      "PeerAuthentication.security.istio.io",
      "Sidecar.networking.istio.io",
      "Telemetry.telemetry.istio.io",
      "VirtualService.networking.istio.io",
    ],
  },
  // Agents of nodes need rights that only kube-system grants: see the README.
  "istio-cni": { namespace: "kube-system", capability: "mesh", after: ["node-pools"] },
  istiod: { namespace: "istio-system", capability: "mesh", after: ["istio-base", "istio-cni"] },
  "istio-ingress": { namespace: "istio-ingress", capability: "gateway", after: ["istiod"] },
  "cert-manager": {
    namespace: "cert-manager",
    capability: "certificates",
    after: ["node-pools", "prometheus-operator-crds"],
    serves: ["Certificate.cert-manager.io", "ClusterIssuer.cert-manager.io", "Issuer.cert-manager.io"],
  },
  "cloudnative-pg": {
    namespace: "cnpg-system",
    capability: "postgres",
    after: ["node-pools", "prometheus-operator-crds"],
    serves: ["Cluster", "Database", "Pooler", "ScheduledBackup"].map((kind) => `${kind}.postgresql.cnpg.io`),
  },
  "plugin-barman-cloud": {
    namespace: "cnpg-system",
    capability: "postgres",
    after: ["cloudnative-pg", "cert-manager"],
    serves: ["ObjectStore.barmancloud.cnpg.io"],
  },
  keda: {
    namespace: "keda",
    capability: "autoscaling",
    after: ["node-pools", "prometheus-operator-crds"],
    serves: ["ScaledObject.keda.sh", "TriggerAuthentication.keda.sh"],
  },
  "kube-prometheus-stack": {
    namespace: "monitoring",
    capability: "monitoring",
    after: ["prometheus-operator-crds", "cert-manager"],
    crdsFrom: "prometheus-operator-crds",
  },
  "secrets-store-csi-driver": { namespace: "kube-system", capability: "secrets", after: ["node-pools"] },
  "secrets-store-csi-driver-provider-aws": {
    namespace: "kube-system",
    capability: "secrets",
    after: ["secrets-store-csi-driver"],
  },
};

/** One step of a start, and the steps it waits for. */
export interface Start {
  readonly step: Step;
  readonly after: readonly Step[];
}

const nodePools: Pick<ChartPlan, "after"> = { after: ["karpenter"] };
const planOf = (step: Step) => (step === "node-pools" ? nodePools : graph[step]);

/**
 * The steps of a platform without some charts, each after all it waits for. Where a chart in between is left out,
 * what waits for it waits for what it would have waited for.
 */
export function startOrder(without: readonly ChartName[] = []): Start[] {
  const left = new Set<Step>(without);
  if (left.has("karpenter")) left.add("node-pools");
  const installedAfter = (step: Step): Step[] =>
    planOf(step).after.flatMap((before) => (left.has(before) ? installedAfter(before) : [before]));

  const order = new Map<Step, Start>();
  const add = (step: Step) => {
    if (order.has(step) || left.has(step)) return;
    const after = [...new Set(installedAfter(step))];
    for (const before of after) add(before);
    order.set(step, { step, after });
  };
  for (const chart of Object.keys(graph) as ChartName[]) add(chart);
  add("node-pools");
  return [...order.values()];
}

/** A namespace the platform makes. Agents of nodes live in `kube-system`, which is there already. */
export interface NamespacePlan {
  readonly name: string;
  /** Whether all its pods bring NetworkPolicies of their own, so that what none of them names can be denied. */
  readonly closed: boolean;
}

const closedNamespaces = new Set(["cert-manager", "istio-ingress", "istio-system"]);

/** The namespaces of the charts that are installed. */
export function namespacesOf(starts: readonly Start[]): NamespacePlan[] {
  const names = starts.flatMap(({ step }) => (step === "node-pools" ? [] : [graph[step].namespace]));
  return [...new Set(names)]
    .filter((name) => name !== "kube-system")
    .map((name) => ({ name, closed: closedNamespaces.has(name) }));
}

/**
 * The software every system shares: mesh, operators, certificates, autoscaling, monitoring, each from its own chart.
 * A chart starts when all that it needs is up, and hands out what others need of it.
 */
import { meshPrincipal, type Client } from "@plinth/core";
import { PeerAuthentication } from "@plinth/crds";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { chartValues } from "./charts/index.ts";
import { grafanaAdmin } from "./charts/kube-prometheus-stack.ts";
import { namespace } from "./namespace.ts";
import { nodePools } from "./node-pools.ts";
import type { NodesArgs } from "./node-pools.plan.ts";
import { graph, namespacesOf, startOrder, type Capability, type Start, type Step } from "./platform.plan.ts";
import type { Karpenter, Settings } from "./settings.ts";
import { chartVersions, type ChartName, type ChartVersion } from "./versions.ts";

/** What the platform stands on. */
export interface PlatformCluster {
  /** StorageClass for what monitoring keeps. */
  readonly storageClass: Settings["storageClass"];
  /** Karpenter's side of AWS. Absent outside EKS. */
  readonly karpenter?: Karpenter & { readonly ready: readonly pulumi.Resource[] };
}

export interface PlatformArgs extends Omit<Settings, "monitored" | "karpenter" | "storageClass"> {
  readonly cluster: PlatformCluster;
  /** Kubernetes minor version whose Pod Security standard is enforced: `1.35`. */
  readonly podSecurityVersion: string;
  /**
   * Charts not to install: what the cluster brings already, or has no use for. Default: none. Outside EKS these are
   * `karpenter-crd`, `karpenter`, `secrets-store-csi-driver` and `secrets-store-csi-driver-provider-aws`.
   */
  readonly without?: readonly ChartName[];
  /** The nodes Karpenter may add. Needed when it is installed. */
  readonly nodes?: NodesArgs;
}

/** Where pods reach the mesh's control plane. */
export interface MeshControlPlane {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly port: number;
}

export class Platform extends pulumi.ComponentResource {
  /** Who of the platform calls what runs on it. Only the gateway is in the mesh; NetworkPolicies admit the others. */
  readonly clients = {
    gateway: {
      name: "gateway",
      namespace: "istio-ingress",
      selector: { istio: "ingress" },
      principal: meshPrincipal("istio-ingress", "istio-ingress"),
    },
    prometheus: {
      name: "prometheus",
      namespace: "monitoring",
      selector: { "app.kubernetes.io/name": "prometheus" },
    },
    postgresOperator: {
      name: "cloudnative-pg",
      namespace: "cnpg-system",
      selector: { "app.kubernetes.io/name": "cloudnative-pg" },
    },
    /** KEDA, which reads what it scales on. */
    autoscaler: {
      name: "keda",
      namespace: "keda",
      selector: { "app.kubernetes.io/name": "keda-operator" },
    },
  } as const satisfies Readonly<Record<string, Client>>;
  readonly meshControlPlane: MeshControlPlane = {
    namespace: "istio-system",
    selector: { app: "istiod" },
    port: 15012,
  };
  /** Where Prometheus, Alertmanager and Grafana are. */
  readonly monitoring = { namespace: "monitoring" } as const;
  /** What has to be up before a capability is used: a custom resource waits for the charts that serve its kind. */
  readonly ready: Readonly<Record<Capability, readonly pulumi.Resource[]>>;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:platform:Platform", name, {}, opts);
    const starts = startOrder(args.without);
    const namespaces = new Map(
      namespacesOf(starts).map((plan) => [
        plan.name,
        namespace(this, `${name}-namespace`, plan, args.podSecurityVersion),
      ]),
    );
    const settings: Settings = {
      ...args,
      ...args.cluster,
      monitored: args.without?.includes("prometheus-operator-crds") !== true,
    };
    const made = new Map<Step, pulumi.Resource[]>();
    for (const start of starts) {
      const before = start.after.flatMap((step) => made.get(step) ?? []);
      made.set(start.step, startStep(this, name, start.step, { args, settings, namespaces, before }));
    }
    this.ready = byCapability(starts, made);
    this.registerOutputs({});
  }
}

interface StartContext {
  readonly args: PlatformArgs;
  readonly settings: Settings;
  readonly namespaces: ReadonlyMap<string, readonly pulumi.Resource[]>;
  readonly before: readonly pulumi.Resource[];
}

function startStep(parent: Platform, name: string, step: Step, context: StartContext): pulumi.Resource[] {
  const { args, before } = context;
  if (step === "node-pools") {
    // Without its AWS side the chart before this step has been refused already.
    if (!args.cluster.karpenter || !args.nodes)
      throw new Error(
        `Platform "${name}" installs Karpenter but lists no nodes it may add: describe "nodes".`,
      );
    return nodePools(parent, name, args.nodes, args.cluster.karpenter, before);
  }
  const namespaces = context.namespaces.get(graph[step].namespace) ?? [];
  const awsSide = step === "karpenter" ? (args.cluster.karpenter?.ready ?? []) : [];
  const dependsOn = [...before, ...namespaces, ...awsSide];
  const secrets = step === "kube-prometheus-stack" ? [grafanaSecret(parent, name, namespaces)] : [];
  const chart = install(parent, name, step, context.settings, [...dependsOn, ...secrets]);
  return step === "istiod" ? [chart, strictMesh(parent, name, chart)] : [chart];
}

function install(
  parent: Platform,
  name: string,
  release: ChartName,
  settings: Settings,
  dependsOn: pulumi.Resource[],
): Chart {
  const { chart, repository, version }: ChartVersion = chartVersions[release];
  const { namespace: where, crdsFrom } = graph[release];
  return new Chart(
    `${name}-${release}`,
    {
      name: release,
      namespace: where,
      chart,
      version,
      repositoryOpts: repository === undefined ? undefined : { repo: repository },
      skipCrds: crdsFrom !== undefined,
      values: chartValues[release](settings),
    },
    { parent, dependsOn },
  );
}

/** Between pods with sidecars nothing is said in the clear, in any namespace. */
function strictMesh(parent: Platform, name: string, istiod: pulumi.Resource): pulumi.Resource {
  return new PeerAuthentication(
    `${name}-strict-mtls`,
    { metadata: { name: "default", namespace: "istio-system" }, spec: { mtls: { mode: "STRICT" } } },
    { parent, dependsOn: istiod },
  );
}

function grafanaSecret(
  parent: Platform,
  name: string,
  dependsOn: readonly pulumi.Resource[],
): pulumi.Resource {
  const password = new RandomPassword(`${name}-grafana-password`, { length: 32, special: false }, { parent });
  return new Secret(
    `${name}-grafana-admin`,
    {
      metadata: { name: grafanaAdmin.secret, namespace: "monitoring" },
      stringData: { [grafanaAdmin.userKey]: "admin", [grafanaAdmin.passwordKey]: password.result },
    },
    { parent, dependsOn: [...dependsOn] },
  );
}

function byCapability(
  starts: readonly Start[],
  made: ReadonlyMap<Step, readonly pulumi.Resource[]>,
): Record<Capability, readonly pulumi.Resource[]> {
  const of = (capability: Capability) =>
    starts
      .filter(({ step }) => (step === "node-pools" ? "nodes" : graph[step].capability) === capability)
      .flatMap(({ step }) => made.get(step) ?? []);
  return {
    autoscaling: of("autoscaling"),
    certificates: of("certificates"),
    gateway: of("gateway"),
    mesh: of("mesh"),
    monitoring: of("monitoring"),
    nodes: of("nodes"),
    postgres: of("postgres"),
    secrets: of("secrets"),
  };
}

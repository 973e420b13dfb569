/**
 * What somebody on call sees: alert rules for everything that runs, routes for the alerts, one dashboard.
 * Prometheus, Alertmanager and Grafana themselves are the platform's; who scrapes what is each component's own.
 */
import { AlertmanagerConfig, PrometheusRule } from "@plinth/crds";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import * as pulumi from "@pulumi/pulumi";
import { planAlerts } from "./alerts.plan.ts";
import { planDashboard } from "./dashboard.plan.ts";
import { planRouting } from "./routing.plan.ts";
import type { Routing } from "./routing.plan.ts";
import type { Objectives, Target, Watched } from "./targets.ts";

/** A handle of anything with a name and a namespace in Kubernetes. */
export interface TargetHandle {
  readonly name: pulumi.Input<string>;
  readonly namespace: pulumi.Input<string>;
}

export interface ObservabilityArgs {
  /** Value of the label `environment` on every alert; nothing else depends on it. */
  readonly environment: string;
  /** Namespace of Prometheus, Alertmanager and Grafana. */
  readonly namespace: pulumi.Input<string>;
  /** Deployments with a Service of the same name, each scraped through a ServiceMonitor. */
  readonly services: readonly TargetHandle[];
  /** CloudNativePG clusters. Default: none. */
  readonly databases?: readonly TargetHandle[];
  /** Redis StatefulSets with redis_exporter beside them. Default: none. */
  readonly redis?: readonly TargetHandle[];
  /** Redis streams with a consumer group. Default: none. */
  readonly queues?: readonly QueueHandle[];
  readonly objectives: Objectives;
  readonly routing: Routing;
}

export interface QueueHandle {
  /** The Redis that holds it. */
  readonly redis: TargetHandle;
  /** Key of the stream. */
  readonly stream: string;
  /** The consumer group whose backlog counts. */
  readonly group: string;
  /** Entries not yet acknowledged, above which somebody is told. */
  readonly maximumBacklog: number;
}

export class Observability extends pulumi.ComponentResource {
  readonly alerts: PrometheusRule;
  readonly routes: AlertmanagerConfig;
  readonly dashboard: ConfigMap;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:observability:Observability", name, {}, opts);
    const { environment, objectives } = args;
    const child = { parent: this };
    const metadata = { name, namespace: args.namespace };
    const input = watched(args).apply((known) => ({ ...known, environment, objectives }));

    this.alerts = new PrometheusRule(`${name}-alerts`, { metadata, spec: input.apply(planAlerts) }, child);
    this.routes = new AlertmanagerConfig(
      `${name}-routes`,
      { metadata, spec: planRouting(environment, args.routing) },
      child,
    );
    this.dashboard = new ConfigMap(
      `${name}-dashboard`,
      {
        // Grafana's sidecar loads every ConfigMap with this label.
        metadata: {
          name: `${name}-dashboard`,
          namespace: args.namespace,
          labels: { grafana_dashboard: "1" },
        },
        data: { "overview.json": input.apply((plan) => JSON.stringify(planDashboard(plan), undefined, 1)) },
      },
      child,
    );
    this.registerOutputs();
  }
}

function watched(args: ObservabilityArgs): pulumi.Output<Watched> {
  const queues = (args.queues ?? []).map((queue) =>
    target(queue.redis).apply((redis) => ({ ...queue, redis })),
  );
  return pulumi
    .all([targets(args.services), targets(args.databases), targets(args.redis), pulumi.all(queues)])
    .apply(([services, databases, redis, streams]) => ({ services, databases, redis, queues: streams }));
}

function targets(handles: readonly TargetHandle[] = []): pulumi.Output<Target[]> {
  return pulumi.all(handles.map(target));
}

/** Only the two fields: a handle may be a whole component. */
function target({ name, namespace }: TargetHandle): pulumi.Output<Target> {
  return pulumi.all([name, namespace]).apply(([known, inside]) => ({ name: known, namespace: inside }));
}

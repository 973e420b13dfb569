/** One Grafana dashboard, as plain data: what users get, then what it stands on. */
import { recorded } from "./metrics.ts";
import { numberedPods, select } from "./promql.ts";
import { namespaces } from "./targets.ts";
import type { Objectives, Watched } from "./targets.ts";

export interface DashboardInput extends Watched {
  /** Value of the label `environment`; part of the title. */
  readonly environment: string;
  readonly objectives: Objectives;
}

/** One query of a panel. `legend` may use labels: `{{service}}`. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** A panel before it has a place. */
interface PanelPlan {
  readonly title: string;
  readonly kind: "timeseries" | "stat";
  /** Grafana's unit identifier: `s`, `reqps`, `percentunit`, `short`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Where the colour turns red. */
  readonly threshold?: number;
}

interface Row {
  readonly title: string;
  readonly panels: readonly PanelPlan[];
}

/** Grafana's grid is 24 columns wide. */
const gridWidth = 24;
const panelHeight = 8;
const source = { type: "prometheus", uid: "${datasource}" };

/** The dashboard's JSON model (schema version 39: Grafana 10.3 and later). */
export function planDashboard(input: DashboardInput) {
  return {
    uid: "plinth-overview",
    title: `Overview (${input.environment})`,
    tags: ["plinth", input.environment],
    schemaVersion: 39,
    editable: false,
    refresh: "30s",
    time: { from: "now-3h", to: "now" },
    timezone: "utc",
    templating: {
      list: [{ name: "datasource", label: "Data source", type: "datasource", query: "prometheus" }],
    },
    panels: place(rows(input)),
  };
}

function rows(input: DashboardInput): Row[] {
  const all = [requests(input), queues(input), databases(input), redis(input), pods(input)];
  return all.filter(({ panels }) => panels.some(({ queries }) => queries.length > 0));
}

function requests({ services, objectives }: DashboardInput): Row {
  if (services.length === 0) return { title: "Requests", panels: [] };
  const perService = (title: string, unit: string, expr: string, threshold?: number): PanelPlan => ({
    title,
    kind: "timeseries",
    unit,
    queries: [{ expr, legend: "{{service}}" }],
    threshold,
  });
  return {
    title: "Requests",
    panels: [
      perService("Rate", "reqps", select(recorded.requestRate)),
      perService("Errors", "percentunit", select(recorded.errorRatio["5m"]), 1 - objectives.availability),
      perService("Duration, 99th percentile", "s", select(recorded.latency), objectives.latencySeconds),
    ],
  };
}

function queues({ queues: list }: Watched): Row {
  const panels = list.map(
    ({ redis: { namespace, name: service }, stream, group, maximumBacklog }): PanelPlan => ({
      title: `Backlog of ${stream}`,
      kind: "timeseries",
      unit: "short",
      queries: [
        { expr: select(recorded.queueBacklog, { namespace, service, stream, group }), legend: group },
      ],
      threshold: maximumBacklog,
    }),
  );
  return { title: "Queues", panels };
}

function databases({ databases: list }: Watched): Row {
  const queries = (expr: (namespace: string, name: string) => string, legend = "{{pod}}"): Query[] =>
    list.map(({ namespace, name }) => ({ expr: expr(namespace, name), legend: legend || name }));
  const onPods = (name: string) => ({ pod: numberedPods(name) });
  return {
    title: "Databases",
    panels: [
      {
        title: "Instances up",
        kind: "stat",
        unit: "short",
        queries: queries(
          (namespace, cluster) => `sum(${select("cnpg_collector_up", { namespace, cluster })})`,
          "",
        ),
      },
      {
        title: "Replication lag",
        kind: "timeseries",
        unit: "s",
        queries: queries(
          (namespace, name) =>
            `max by (pod) (${select("cnpg_pg_replication_lag", { namespace, ...onPods(name) })})`,
        ),
      },
      {
        title: "Connections",
        kind: "timeseries",
        unit: "short",
        queries: queries(
          (namespace, name) =>
            `sum by (pod) (${select("cnpg_backends_total", { namespace, ...onPods(name) })})`,
        ),
      },
    ],
  };
}

function redis({ redis: list }: Watched): Row {
  const queries = list.map(({ namespace, name }) => ({
    expr: `sum(${select("redis_up", { namespace, pod: numberedPods(name) })})`,
    legend: name,
  }));
  return { title: "Redis", panels: [{ title: "Instances up", kind: "stat", unit: "short", queries }] };
}

function pods(input: Watched): Row {
  const namespace = namespaces([...input.services, ...input.databases, ...input.redis]);
  if (namespace.length === 0) return { title: "Pods", panels: [] };
  const ready = select("kube_pod_status_ready", { namespace, condition: "true" });
  const restarts = select("kube_pod_container_status_restarts_total", { namespace });
  const panel = (title: string, expr: string, legend: string): PanelPlan => ({
    title,
    kind: "timeseries",
    unit: "short",
    queries: [{ expr, legend }],
  });
  return {
    title: "Pods",
    panels: [
      panel("Ready", `sum by (namespace) (${ready})`, "{{namespace}}"),
      panel("Restarts in an hour", `sum by (pod) (increase(${restarts}[1h])) > 0`, "{{pod}}"),
    ],
  };
}

/** Rows below each other; the panels of a row share its width. */
function place(list: readonly Row[]) {
  const panels: object[] = [];
  let y = 0;
  for (const row of list) {
    panels.push({
      id: panels.length + 1,
      type: "row",
      title: row.title,
      gridPos: { x: 0, y, w: gridWidth, h: 1 },
    });
    y += 1;
    const w = Math.floor(gridWidth / row.panels.length);
    for (const [index, plan] of row.panels.entries()) {
      panels.push({ id: panels.length + 1, ...model(plan), gridPos: { x: index * w, y, w, h: panelHeight } });
    }
    y += panelHeight;
  }
  return panels;
}

function model({ title, kind, unit, queries, threshold }: PanelPlan) {
  const steps = [
    { color: "green", value: null },
    ...(threshold === undefined ? [] : [{ color: "red", value: threshold }]),
  ];
  return {
    type: kind,
    title,
    datasource: source,
    targets: queries.map(({ expr, legend }, index) => ({
      refId: `Q${index}`,
      datasource: source,
      expr,
      legendFormat: legend,
    })),
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        thresholds: { mode: "absolute", steps },
        custom:
          kind === "timeseries"
            ? { thresholdsStyle: { mode: threshold === undefined ? "off" : "line" } }
            : {},
      },
      overrides: [],
    },
  };
}

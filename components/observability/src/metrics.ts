/**
 * Every metric that a rule or a panel reads, and who makes it.
 * Rules and panels name metrics through this table only, so a name nobody produces cannot slip in.
 *
 * A scrape adds `namespace`, `pod`, `container`, and for a ServiceMonitor `service` (the Kubernetes Service);
 * producers do not repeat those.
 */

/** Who exposes a metric. */
export type Producer = "service" | "redis_exporter" | "cloudnative-pg" | "kube-state-metrics" | "prometheus";

export interface Metric {
  readonly producer: Producer;
  readonly type: "counter" | "gauge" | "histogram";
  /** Labels that the producer gives, beside those of the scrape. */
  readonly labels: readonly string[];
}

/**
 * Metric name to what is known of it. A histogram stands here under its base name.
 * Sources: redis_exporter's `exporter/exporter.go` and `streams.go` (streams only with `--check-streams` or
 * `--check-single-streams`), CloudNativePG 1.30's `default-monitoring` and instance exporter, kube-state-metrics' docs.
 * Those of `service` are this project's convention: `status` is the HTTP status code, `route` the pattern, not the path.
 */
export const metrics = {
  http_requests_total: { producer: "service", type: "counter", labels: ["method", "route", "status"] },
  http_request_duration_seconds: {
    producer: "service",
    type: "histogram",
    labels: ["method", "route", "status"],
  },
  redis_up: { producer: "redis_exporter", type: "gauge", labels: [] },
  redis_stream_group_lag: {
    producer: "redis_exporter",
    type: "gauge",
    labels: ["db", "stream", "group"],
  },
  redis_stream_group_messages_pending: {
    producer: "redis_exporter",
    type: "gauge",
    labels: ["db", "stream", "group"],
  },
  redis_stream_group_last_delivered_id: {
    producer: "redis_exporter",
    type: "gauge",
    labels: ["db", "stream", "group"],
  },
  cnpg_collector_up: { producer: "cloudnative-pg", type: "gauge", labels: ["cluster"] },
  cnpg_pg_replication_in_recovery: { producer: "cloudnative-pg", type: "gauge", labels: [] },
  cnpg_pg_replication_lag: { producer: "cloudnative-pg", type: "gauge", labels: [] },
  cnpg_backends_total: {
    producer: "cloudnative-pg",
    type: "gauge",
    labels: ["datname", "usename", "application_name", "state"],
  },
  kube_deployment_spec_replicas: {
    producer: "kube-state-metrics",
    type: "gauge",
    labels: ["namespace", "deployment"],
  },
  kube_deployment_status_replicas_available: {
    producer: "kube-state-metrics",
    type: "gauge",
    labels: ["namespace", "deployment"],
  },
  kube_pod_status_ready: {
    producer: "kube-state-metrics",
    type: "gauge",
    labels: ["namespace", "pod", "uid", "condition"],
  },
  kube_pod_status_phase: {
    producer: "kube-state-metrics",
    type: "gauge",
    labels: ["namespace", "pod", "uid", "phase"],
  },
  kube_pod_container_status_waiting_reason: {
    producer: "kube-state-metrics",
    type: "gauge",
    labels: ["namespace", "pod", "uid", "container", "reason"],
  },
  kube_pod_container_status_restarts_total: {
    producer: "kube-state-metrics",
    type: "counter",
    labels: ["namespace", "pod", "uid", "container"],
  },
  up: { producer: "prometheus", type: "gauge", labels: [] },
} as const satisfies Readonly<Record<string, Metric>>;

type Names = typeof metrics;

/** A name that can stand in a query: a histogram is read through its buckets. */
export type MetricName = {
  [Name in keyof Names]: Names[Name]["type"] extends "histogram" ? `${Name}_bucket` : Name;
}[keyof Names];

/** What this package records itself, by the convention `level:metric:operation`. */
export const recorded = {
  requestRate: "service:http_requests:rate5m",
  errorRatio: {
    "5m": "service:http_request_errors:ratio_rate5m",
    "30m": "service:http_request_errors:ratio_rate30m",
    "1h": "service:http_request_errors:ratio_rate1h",
    "6h": "service:http_request_errors:ratio_rate6h",
  },
  latency: "service:http_request_duration_seconds:p99_rate5m",
  queueBacklog: "queue:redis_stream_backlog:sum",
} as const;

export type RecordedName =
  | typeof recorded.requestRate
  | (typeof recorded.errorRatio)[keyof typeof recorded.errorRatio]
  | typeof recorded.latency
  | typeof recorded.queueBacklog;

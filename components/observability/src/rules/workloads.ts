/** Pods and Deployments that are not what was asked for. */
import { select } from "../promql.ts";
import { names, namespaces } from "../targets.ts";
import type { Target, Watched } from "../targets.ts";
import type { Alert, RuleGroup } from "./rule.ts";

/** Of each service: whether it runs at all, and whether it is seen. */
export function serviceRules(services: readonly Target[]): RuleGroup {
  const rules = services.length === 0 ? [] : [serviceUnavailable(services), metricsMissing(services)];
  return { name: "services", rules };
}

/** Of every pod in the namespaces of what is watched. */
export function podRules({ services, databases, redis }: Watched): RuleGroup {
  const scope = { namespace: namespaces([...services, ...databases, ...redis]) };
  const rules = scope.namespace.length === 0 ? [] : [podNotReady(scope), podCrashLooping(scope)];
  return { name: "pods", rules };
}

/** Deployments carry their service's name; the result has it in the label `service`, as scraped metrics do. */
function wanted(services: readonly Target[]): string {
  const scope = { namespace: namespaces(services), deployment: names(services) };
  return `${byService(select("kube_deployment_spec_replicas", scope))} > 0`;
}

function byService(selector: string): string {
  return `max by (namespace, service) (label_replace(${selector}, "service", "$1", "deployment", "(.+)"))`;
}

function serviceUnavailable(services: readonly Target[]): Alert {
  const scope = { namespace: namespaces(services), deployment: names(services) };
  const available = byService(select("kube_deployment_status_replicas_available", scope));
  return {
    alert: "ServiceUnavailable",
    severity: "critical",
    expr: `(${wanted(services)}) and (${available} == 0)`,
    for: "2m",
    summary: "{{ $labels.service }} has no available pod.",
  };
}

function metricsMissing(services: readonly Target[]): Alert {
  const scope = { namespace: namespaces(services), service: names(services) };
  return {
    alert: "MetricsMissing",
    severity: "warning",
    expr: `(${wanted(services)}) unless (max by (namespace, service) (${select("up", scope)}) == 1)`,
    for: "10m",
    summary: "Prometheus gets no metrics from {{ $labels.service }}: its other alerts cannot fire.",
  };
}

/** Pods that ran to their end are not ready either, and rightly so. */
function podNotReady(scope: { readonly namespace: readonly string[] }): Alert {
  const notReady = select("kube_pod_status_ready", { ...scope, condition: "false" });
  const unfinished = select("kube_pod_status_phase", { ...scope, phase: ["Pending", "Running", "Unknown"] });
  return {
    alert: "PodNotReady",
    severity: "warning",
    expr: `(max by (namespace, pod) (${notReady}) == 1) and (max by (namespace, pod) (${unfinished}) == 1)`,
    for: "10m",
    summary: "Pod {{ $labels.pod }} has not been ready for 10 minutes.",
  };
}

/** Between two crashes a container runs for a moment, so the reason is looked for over five minutes. */
function podCrashLooping(scope: { readonly namespace: readonly string[] }): Alert {
  const waiting = select("kube_pod_container_status_waiting_reason", {
    ...scope,
    reason: "CrashLoopBackOff",
  });
  return {
    alert: "PodCrashLooping",
    severity: "warning",
    expr: `max by (namespace, pod, container) (max_over_time(${waiting}[5m])) == 1`,
    for: "10m",
    summary: "Container {{ $labels.container }} of pod {{ $labels.pod }} keeps crashing.",
  };
}

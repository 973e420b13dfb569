/** Requests that fail, and requests that take too long. */
import { recorded } from "../metrics.ts";
import { select } from "../promql.ts";
import { names, namespaces } from "../targets.ts";
import type { Objectives, Target } from "../targets.ts";
import type { Alert, Recording, RuleGroup } from "./rule.ts";

type Window = keyof typeof recorded.errorRatio;

/**
 * Error budgets are watched over two windows at once: the long one says that it matters, the short one that it
 * still goes on. Burn rates and windows: Google, The Site Reliability Workbook, chapter 5, table 5-8.
 * At 14.4 a month's budget is gone in two days, at 6 in five.
 */
export function httpRules(services: readonly Target[], objectives: Objectives): RuleGroup {
  const rules = services.length === 0 ? [] : [...recordings(services), ...alerts(objectives)];
  return { name: "http", rules };
}

function recordings(services: readonly Target[]): Recording[] {
  const scope = { namespace: namespaces(services), service: names(services) };
  const perService = "sum by (namespace, service)";
  const rate = (window: string, matchers: object = {}) =>
    `${perService} (rate(${select("http_requests_total", { ...scope, ...matchers })}[${window}]))`;
  const errorRatio = (window: string): Recording => ({
    record: recorded.errorRatio[window as Window],
    expr: `${rate(window, { status: /5../ })} / ${rate(window)}`,
  });
  const bucket = select("http_request_duration_seconds_bucket", scope);
  return [
    { record: recorded.requestRate, expr: rate("5m") },
    ...Object.keys(recorded.errorRatio).map(errorRatio),
    {
      record: recorded.latency,
      expr: `histogram_quantile(0.99, sum by (namespace, service, le) (rate(${bucket}[5m])))`,
    },
  ];
}

function alerts(objectives: Objectives): Alert[] {
  return [
    burn("HttpErrorBudgetBurnFast", "critical", ["1h", "5m"], 14.4, "2m", objectives),
    burn("HttpErrorBudgetBurnSlow", "warning", ["6h", "30m"], 6, "15m", objectives),
    {
      alert: "HttpLatencyHigh",
      severity: "warning",
      expr: `${select(recorded.latency)} > ${objectives.latencySeconds}`,
      for: "10m",
      summary: `One request in a hundred to {{ $labels.service }} takes {{ $value | humanizeDuration }}; the objective is ${objectives.latencySeconds}s.`,
    },
  ];
}

function burn(
  alert: string,
  severity: Alert["severity"],
  [long, short]: readonly [Window, Window],
  rate: number,
  duration: string,
  { availability }: Objectives,
): Alert {
  const over = (window: Window) => `${select(recorded.errorRatio[window])} > ${rate} * (1 - ${availability})`;
  return {
    alert,
    severity,
    expr: `${over(long)} and ${over(short)}`,
    for: duration,
    summary: `{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} failed in the last ${long}; at this pace the error budget is gone ${rate} times too early.`,
  };
}

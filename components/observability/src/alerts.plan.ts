/** All rules of one environment, as the spec of one PrometheusRule. */
import type { schema } from "@plinth/crds";
import { httpRules } from "./rules/http.ts";
import { queueRules } from "./rules/queues.ts";
import { databaseRules, redisRules } from "./rules/stores.ts";
import { podRules, serviceRules } from "./rules/workloads.ts";
import type { Alert, Recording } from "./rules/rule.ts";
import type { Objectives, Watched } from "./targets.ts";

export interface AlertsInput extends Watched {
  /** Value of the label `environment`. */
  readonly environment: string;
  readonly objectives: Objectives;
}

/** A group without anything to watch is left out. */
export function planAlerts(input: AlertsInput): schema.PrometheusRule["spec"] {
  const { environment, objectives } = input;
  checkObjectives(objectives);
  const groups = [
    httpRules(input.services, objectives),
    serviceRules(input.services),
    podRules(input),
    queueRules(input.queues),
    databaseRules(input.databases, objectives),
    redisRules(input.redis),
  ];
  return {
    groups: groups
      .filter(({ rules }) => rules.length > 0)
      .map(({ name, rules }) => ({ name, rules: rules.map((rule) => inEnvironment(rule, environment)) })),
  };
}

/** Where the runbook of an alert is, seen from the root of the repository. */
export function runbook(alert: string): string {
  const file = alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
  return `docs/runbooks/${file}.md`;
}

function inEnvironment(rule: Alert | Recording, environment: string) {
  if ("record" in rule) return rule;
  const { alert, expr, severity, summary } = rule;
  return {
    alert,
    expr,
    for: rule.for,
    labels: { ...rule.labels, severity, environment },
    annotations: { summary, runbook: runbook(alert) },
  };
}

function checkObjectives({ availability, latencySeconds, replicationLagSeconds }: Objectives): void {
  if (!(availability > 0 && availability < 1)) {
    throw new Error(
      `objectives.availability is ${availability}; give a share of requests between 0 and 1, such as 0.999`,
    );
  }
  for (const [name, seconds] of Object.entries({ latencySeconds, replicationLagSeconds })) {
    if (!(seconds > 0)) throw new Error(`objectives.${name} is ${seconds}; give a number of seconds above 0`);
  }
}

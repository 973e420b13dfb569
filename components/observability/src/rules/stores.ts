/** PostgreSQL by CloudNativePG, and Redis. A store that tells nothing counts as down. */
import { numberedPods, select } from "../promql.ts";
import type { Objectives, Target } from "../targets.ts";
import type { Alert, RuleGroup } from "./rule.ts";

export function databaseRules(databases: readonly Target[], objectives: Objectives): RuleGroup {
  return {
    name: "databases",
    rules: databases.flatMap((database) => [
      databaseDown(database),
      databaseNoPrimary(database),
      databaseReplicationLag(database, objectives),
    ]),
  };
}

export function redisRules(redis: readonly Target[]): RuleGroup {
  return { name: "redis", rules: redis.map(redisDown) };
}

/** `absent` gives no labels of what it misses. */
function labelsOf({ name, namespace }: Target) {
  return { namespace, service: name };
}

function noneUp({ name, namespace }: Target): string {
  return `absent(${select("cnpg_collector_up", { namespace, cluster: name })} == 1)`;
}

function databaseDown(database: Target): Alert {
  return {
    alert: "DatabaseDown",
    severity: "critical",
    expr: noneUp(database),
    for: "1m",
    summary: `No instance of database ${database.name} is up.`,
    labels: labelsOf(database),
  };
}

function databaseNoPrimary(database: Target): Alert {
  const { name, namespace } = database;
  const inRecovery = select("cnpg_pg_replication_in_recovery", { namespace, pod: numberedPods(name) });
  return {
    alert: "DatabaseNoPrimary",
    severity: "critical",
    expr: `absent(${inRecovery} == 0) unless ${noneUp(database)}`,
    for: "2m",
    summary: `Database ${name} has instances but no primary: nothing can be written.`,
    labels: labelsOf(database),
  };
}

function databaseReplicationLag(database: Target, { replicationLagSeconds }: Objectives): Alert {
  const { name, namespace } = database;
  const lag = select("cnpg_pg_replication_lag", { namespace, pod: numberedPods(name) });
  return {
    alert: "DatabaseReplicationLag",
    severity: "warning",
    expr: `max by (pod) (${lag}) > ${replicationLagSeconds}`,
    for: "5m",
    summary: "Standby {{ $labels.pod }} is {{ $value | humanizeDuration }} behind its primary.",
    labels: labelsOf(database),
  };
}

function redisDown(redis: Target): Alert {
  const { name, namespace } = redis;
  return {
    alert: "RedisDown",
    severity: "critical",
    expr: `absent(${select("redis_up", { namespace, pod: numberedPods(name) })} == 1)`,
    for: "1m",
    summary: `No instance of Redis ${name} is up.`,
    labels: labelsOf(redis),
  };
}

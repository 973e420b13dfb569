/** Stories about databases and Redis. */
import type { AlertCases } from "./story.ts";

const votes = { namespace: "voting", service: "votes" };
const instance = (metric: string, name: string) => `${metric}{namespace="voting",pod="${name}"}`;
const cluster = (name: string) => `cnpg_collector_up{namespace="voting",cluster="votes",pod="${name}"}`;

export const storesCases: Readonly<Record<string, AlertCases>> = {
  DatabaseDown: {
    severity: "critical",
    fires: {
      series: { [cluster("votes-1")]: "1x4 0x5 1x20", [cluster("votes-2")]: "1x4 stale _x30" },
      expect: {
        "5m": [],
        "8m": [{ labels: votes, summary: "No instance of database votes is up." }],
        "15m": [],
      },
    },
    silent: {
      "one instance of two is up": {
        series: { [cluster("votes-1")]: "0x30", [cluster("votes-2")]: "1x30" },
        expect: { "5m": [], "20m": [] },
      },
    },
  },
  DatabaseNoPrimary: {
    severity: "critical",
    fires: {
      series: {
        [cluster("votes-1")]: "1x40",
        [cluster("votes-2")]: "1x40",
        [instance("cnpg_pg_replication_in_recovery", "votes-1")]: "0x4 1x9 0x20",
        [instance("cnpg_pg_replication_in_recovery", "votes-2")]: "1x40",
      },
      expect: {
        "6m": [],
        "10m": [
          {
            labels: votes,
            summary: "Database votes has instances but no primary: nothing can be written.",
          },
        ],
        "20m": [],
      },
    },
    silent: {
      "everything is down, which DatabaseDown says": {
        series: { [cluster("votes-1")]: "0x40" },
        expect: { "20m": [] },
      },
      "a switchover of a minute": {
        series: {
          [cluster("votes-1")]: "1x40",
          [instance("cnpg_pg_replication_in_recovery", "votes-1")]: "0x4 1x30",
          [instance("cnpg_pg_replication_in_recovery", "votes-2")]: "1x5 0x30",
        },
        expect: { "5m": [], "10m": [] },
      },
    },
  },
  DatabaseReplicationLag: {
    severity: "warning",
    fires: {
      series: { [instance("cnpg_pg_replication_lag", "votes-2")]: "0x4 45x9 0x20" },
      expect: {
        "8m": [],
        "12m": [
          {
            labels: { ...votes, pod: "votes-2" },
            summary: "Standby votes-2 is 45s behind its primary.",
          },
        ],
        "20m": [],
      },
    },
    silent: {
      "the standby of another database": {
        series: { [instance("cnpg_pg_replication_lag", "more-votes-2")]: "100x60" },
        expect: { "30m": [] },
      },
    },
  },
  RedisDown: {
    severity: "critical",
    fires: {
      series: { [instance("redis_up", "redis-0")]: "1x4 0x5 1x20" },
      expect: {
        "5m": [],
        "8m": [
          { labels: { namespace: "voting", service: "redis" }, summary: "No instance of Redis redis is up." },
        ],
        "15m": [],
      },
    },
    silent: {
      "a replica is down": {
        series: { [instance("redis_up", "redis-0")]: "1x60", [instance("redis_up", "redis-1")]: "0x60" },
        expect: { "5m": [], "30m": [] },
      },
    },
  },
};

/** One environment that every test of this package looks at. */
import type { AlertsInput } from "../src/alerts.plan.ts";
import type { Routing } from "../src/routing.plan.ts";

const redis = { name: "redis", namespace: "voting" };

export const input: AlertsInput = {
  environment: "staging",
  services: [
    { name: "vote", namespace: "voting" },
    { name: "worker", namespace: "voting" },
  ],
  databases: [{ name: "votes", namespace: "voting" }],
  redis: [redis],
  queues: [{ redis, stream: "ballots", group: "workers", maximumBacklog: 1000 }],
  objectives: { availability: 0.99, latencySeconds: 0.5, replicationLagSeconds: 30 },
};

export const routing: Routing = {
  receivers: {
    page: { type: "pagerduty", secret: { name: "alert-receivers", key: "pagerduty" } },
    chat: { type: "slack", secret: { name: "alert-receivers", key: "slack" }, channel: "#alerts" },
    archive: { type: "webhook", secret: { name: "alert-receivers", key: "archive" } },
  },
  severities: {
    critical: { receiver: "page", repeatInterval: "1h" },
    warning: { receiver: "chat", repeatInterval: "12h" },
  },
  groupWait: "30s",
  groupInterval: "5m",
};

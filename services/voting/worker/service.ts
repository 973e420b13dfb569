import { server } from "@plinth/core";

/** Moves each ballot from the queue into the database, and acknowledges it once it is committed. */
export const worker = server({
  name: "worker",
  partOf: "voting",
  component: "worker",
  image: "voting/worker",
  ports: { metrics: 9464 },
  probes: {
    startup: { path: "/startup", port: "metrics", periodSeconds: 2, failureThreshold: 30 },
    liveness: { path: "/live", port: "metrics" },
    readiness: { path: "/ready", port: "metrics", periodSeconds: 5 },
  },
  terminationGracePeriodSeconds: 45,
  needs: { queue: "redis", ballots: "postgresql" },
});

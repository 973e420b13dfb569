import { server } from "@plinth/core";

/** Shows the live count, from the database. */
export const result = server({
  name: "result",
  partOf: "voting",
  component: "web",
  image: "voting/result",
  public: true,
  streams: ["/events"],
  ports: { http: 8080, metrics: 9464 },
  probes: {
    startup: { path: "/startup", port: "metrics", periodSeconds: 2, failureThreshold: 30 },
    liveness: { path: "/live", port: "metrics" },
    readiness: { path: "/ready", port: "metrics", periodSeconds: 5 },
  },
  // Watching browsers hold a stream open; they are told to reconnect before the pod goes.
  terminationGracePeriodSeconds: 60,
  needs: { ballots: "postgresql" },
});

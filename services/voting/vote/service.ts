import { server } from "@plinth/core";

/** Where people vote: takes a ballot over HTTP and answers once the queue holds it. */
export const vote = server({
  name: "vote",
  partOf: "voting",
  component: "web",
  image: "voting/vote",
  public: true,
  ports: { http: 8080, metrics: 9464 },
  probes: {
    startup: { path: "/startup", port: "metrics", periodSeconds: 2, failureThreshold: 30 },
    liveness: { path: "/live", port: "metrics" },
    readiness: { path: "/ready", port: "metrics", periodSeconds: 5 },
  },
  terminationGracePeriodSeconds: 45,
  needs: { queue: "redis" },
});

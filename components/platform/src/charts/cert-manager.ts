/** Values of cert-manager. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

export function certManager({ replicas, monitored }: Settings): Values {
  const part = {
    replicaCount: replicas,
    podDisruptionBudget: { enabled: replicas > 1 },
    resources: resources("20m", "500m", "256Mi"),
    networkPolicy: { enabled: true },
  };
  return {
    ...part,
    webhook: part,
    cainjector: part,
    // Kept by Helm, the CRDs would outlive the platform.
    crds: { enabled: true, keep: false },
    global: { leaderElection: { namespace: "cert-manager" } },
    prometheus: { enabled: true, servicemonitor: { enabled: monitored } },
    // A hook, which is not run here; the chart's pods are awaited instead.
    startupapicheck: { enabled: false },
  };
}

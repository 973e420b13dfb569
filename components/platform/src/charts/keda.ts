/** Values of KEDA. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

export function keda({ replicas, monitored }: Settings): Values {
  const part = { replicaCount: replicas };
  const budget = replicas > 1 ? { maxUnavailable: 1 } : {};
  const metrics = { enabled: true, serviceMonitor: { enabled: monitored } };
  return {
    crds: { install: true },
    operator: part,
    metricsServer: part,
    webhooks: part,
    podDisruptionBudget: { operator: budget, metricServer: budget, webhooks: budget },
    resources: {
      operator: resources("50m", "1", "512Mi"),
      metricServer: resources("50m", "500m", "256Mi"),
      webhooks: resources("20m", "500m", "128Mi"),
    },
    prometheus: { operator: metrics, metricServer: metrics, webhooks: metrics },
  };
}

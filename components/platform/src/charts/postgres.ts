/** Values of CloudNativePG and of its plugin for backups. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

export function cloudnativePg({ replicas, monitored }: Settings): Values {
  return {
    replicaCount: replicas,
    resources: resources("100m", "1", "256Mi"),
    monitoring: { podMonitorEnabled: monitored },
  };
}

export function pluginBarmanCloud({ replicas }: Settings): Values {
  return { replicaCount: replicas, resources: resources("20m", "500m", "256Mi") };
}

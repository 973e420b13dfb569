/** Values of kube-prometheus-stack: Prometheus, Alertmanager, Grafana, and the agents that measure the cluster. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

/** Secret with Grafana's administrator, made by the platform: the chart would make a new one at each rendering. */
export const grafanaAdmin = { secret: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" };

export function kubePrometheusStack(settings: Settings): Values {
  return {
    crds: { enabled: false },
    // The control plane's own parts answer to nobody on EKS, and only to their own node elsewhere.
    kubeControllerManager: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    kubeScheduler: { enabled: false },
    prometheusOperator: {
      resources: resources("50m", "500m", "256Mi"),
      prometheusConfigReloader: { resources: resources("10m", "200m", "64Mi") },
      // The chart's other way to a certificate is a hook, and hooks are not run.
      admissionWebhooks: { patch: { enabled: false }, certManager: { enabled: true } },
    },
    prometheus: { prometheusSpec: prometheusSpec(settings) },
    alertmanager: { alertmanagerSpec: alertmanagerSpec(settings) },
    grafana: grafana(),
    "kube-state-metrics": { resources: resources("20m", "500m", "256Mi") },
    // It reads the node's own files and network, which no restricted namespace allows.
    "prometheus-node-exporter": {
      namespaceOverride: "kube-system",
      resources: resources("20m", "200m", "64Mi"),
    },
  };
}

function prometheusSpec({ monitoring, storageClass }: Settings) {
  const { replicas, retentionDays, storage, memory } = monitoring;
  return {
    replicas,
    retention: `${retentionDays}d`,
    podAntiAffinity: "hard",
    podAntiAffinityTopologyKey: "topology.kubernetes.io/zone",
    resources: resources("200m", "2", memory),
    storageSpec: { volumeClaimTemplate: { spec: claim(storageClass, storage) } },
    // Everybody's, not only those that carry the chart's own label.
    podMonitorSelectorNilUsesHelmValues: false,
    probeSelectorNilUsesHelmValues: false,
    ruleSelectorNilUsesHelmValues: false,
    scrapeConfigSelectorNilUsesHelmValues: false,
    serviceMonitorSelectorNilUsesHelmValues: false,
  };
}

function alertmanagerSpec({ replicas, storageClass }: Settings) {
  return {
    replicas,
    resources: resources("20m", "200m", "128Mi"),
    storage: { volumeClaimTemplate: { spec: claim(storageClass, "1Gi") } },
    alertmanagerConfigSelector: {},
    alertmanagerConfigNamespaceSelector: {},
    // Routes are for the alerts of all namespaces, not only of the one they are written in.
    alertmanagerConfigMatcherStrategy: { type: "None" },
  };
}

function grafana() {
  return {
    admin: {
      existingSecret: grafanaAdmin.secret,
      userKey: grafanaAdmin.userKey,
      passwordKey: grafanaAdmin.passwordKey,
    },
    resources: resources("50m", "1", "512Mi"),
    // It changes owners as root; without a volume there is nothing to own.
    initChownData: { enabled: false },
    testFramework: { enabled: false },
    sidecar: {
      resources: resources("10m", "200m", "128Mi"),
      dashboards: { enabled: true, label: "grafana_dashboard", labelValue: "1", searchNamespace: "ALL" },
    },
  };
}

const claim = (storageClassName: string, storage: string) => ({
  storageClassName,
  accessModes: ["ReadWriteOnce"],
  resources: { requests: { storage } },
});

/** The custom resources that components use: what `generate.ts` writes types for. */

/** One kind of one API version, as its CustomResourceDefinition names it. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export const kinds: readonly Kind[] = [
  { group: "barmancloud.cnpg.io", version: "v1", kind: "ObjectStore" },
  { group: "cert-manager.io", version: "v1", kind: "Certificate" },
  { group: "cert-manager.io", version: "v1", kind: "ClusterIssuer" },
  { group: "cert-manager.io", version: "v1", kind: "Issuer" },
  { group: "karpenter.k8s.aws", version: "v1", kind: "EC2NodeClass" },
  { group: "karpenter.sh", version: "v1", kind: "NodePool" },
  { group: "keda.sh", version: "v1alpha1", kind: "ScaledObject" },
  { group: "keda.sh", version: "v1alpha1", kind: "TriggerAuthentication" },
  { group: "monitoring.coreos.com", version: "v1", kind: "PodMonitor" },
  { group: "monitoring.coreos.com", version: "v1", kind: "Probe" },
  { group: "monitoring.coreos.com", version: "v1", kind: "PrometheusRule" },
  { group: "monitoring.coreos.com", version: "v1", kind: "ServiceMonitor" },
  { group: "monitoring.coreos.com", version: "v1alpha1", kind: "AlertmanagerConfig" },
  { group: "networking.istio.io", version: "v1", kind: "DestinationRule" },
  { group: "networking.istio.io", version: "v1", kind: "Gateway" },
  { group: "networking.istio.io", version: "v1", kind: "Sidecar" },
  { group: "networking.istio.io", version: "v1", kind: "VirtualService" },
  { group: "postgresql.cnpg.io", version: "v1", kind: "Cluster" },
  { group: "postgresql.cnpg.io", version: "v1", kind: "Database" },
  { group: "postgresql.cnpg.io", version: "v1", kind: "Pooler" },
  { group: "postgresql.cnpg.io", version: "v1", kind: "ScheduledBackup" },
  { group: "security.istio.io", version: "v1", kind: "AuthorizationPolicy" },
  { group: "security.istio.io", version: "v1", kind: "PeerAuthentication" },
  { group: "telemetry.istio.io", version: "v1", kind: "Telemetry" },
];

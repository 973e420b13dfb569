/** One class per kind. Each name is a type as well. */
import type * as schema from "./generated/index.ts";
import { customResource } from "./resource.ts";

// CloudNativePG
export class Cluster extends customResource<schema.Cluster>("postgresql.cnpg.io/v1", "Cluster") {}
export class Database extends customResource<schema.Database>("postgresql.cnpg.io/v1", "Database") {}
export class Pooler extends customResource<schema.Pooler>("postgresql.cnpg.io/v1", "Pooler") {}
export class ScheduledBackup extends customResource<schema.ScheduledBackup>(
  "postgresql.cnpg.io/v1",
  "ScheduledBackup",
) {}
export class ObjectStore extends customResource<schema.ObjectStore>(
  "barmancloud.cnpg.io/v1",
  "ObjectStore",
) {}

// Istio
export class AuthorizationPolicy extends customResource<schema.AuthorizationPolicy>(
  "security.istio.io/v1",
  "AuthorizationPolicy",
) {}
export class DestinationRule extends customResource<schema.DestinationRule>(
  "networking.istio.io/v1",
  "DestinationRule",
) {}
export class Gateway extends customResource<schema.Gateway>("networking.istio.io/v1", "Gateway") {}
export class PeerAuthentication extends customResource<schema.PeerAuthentication>(
  "security.istio.io/v1",
  "PeerAuthentication",
) {}
export class Sidecar extends customResource<schema.Sidecar>("networking.istio.io/v1", "Sidecar") {}
export class Telemetry extends customResource<schema.Telemetry>("telemetry.istio.io/v1", "Telemetry") {}
export class VirtualService extends customResource<schema.VirtualService>(
  "networking.istio.io/v1",
  "VirtualService",
) {}

// Karpenter
export class EC2NodeClass extends customResource<schema.EC2NodeClass>(
  "karpenter.k8s.aws/v1",
  "EC2NodeClass",
) {}
export class NodePool extends customResource<schema.NodePool>("karpenter.sh/v1", "NodePool") {}

// cert-manager
export class Certificate extends customResource<schema.Certificate>("cert-manager.io/v1", "Certificate") {}
export class ClusterIssuer extends customResource<schema.ClusterIssuer>(
  "cert-manager.io/v1",
  "ClusterIssuer",
) {}
export class Issuer extends customResource<schema.Issuer>("cert-manager.io/v1", "Issuer") {}

// KEDA
export class ScaledObject extends customResource<schema.ScaledObject>("keda.sh/v1alpha1", "ScaledObject") {}
export class TriggerAuthentication extends customResource<schema.TriggerAuthentication>(
  "keda.sh/v1alpha1",
  "TriggerAuthentication",
) {}

// Prometheus operator
export class AlertmanagerConfig extends customResource<schema.AlertmanagerConfig>(
  "monitoring.coreos.com/v1alpha1",
  "AlertmanagerConfig",
) {}
export class PodMonitor extends customResource<schema.PodMonitor>("monitoring.coreos.com/v1", "PodMonitor") {}
export class Probe extends customResource<schema.Probe>("monitoring.coreos.com/v1", "Probe") {}
export class PrometheusRule extends customResource<schema.PrometheusRule>(
  "monitoring.coreos.com/v1",
  "PrometheusRule",
) {}
export class ServiceMonitor extends customResource<schema.ServiceMonitor>(
  "monitoring.coreos.com/v1",
  "ServiceMonitor",
) {}

/** Values of Karpenter. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

/** @throws when Karpenter is to be installed on a cluster that has no AWS side for it. */
export function karpenter({ monitored, karpenter: aws }: Settings): Values {
  if (!aws)
    throw new Error(
      'The chart "karpenter" adds nodes to EKS, and this cluster is not EKS: list "karpenter" and "karpenter-crd" under "without".',
    );
  return {
    // Two, because while none runs no node is replaced. They keep apart by the chart's own rules.
    replicas: 2,
    serviceAccount: { name: aws.serviceAccount.name },
    serviceMonitor: { enabled: monitored },
    controller: { resources: resources("200m", "1", "1Gi") },
    settings: { clusterName: aws.clusterName, interruptionQueue: aws.interruptionQueue },
  };
}

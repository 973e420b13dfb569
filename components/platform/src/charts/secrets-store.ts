/** Values of the Secrets Store CSI driver and of its AWS provider. */
import type { Values } from "../settings.ts";
import { resources } from "./resources.ts";

/** Secrets are mounted as files and followed when they change; none becomes a Kubernetes Secret. */
export function secretsStoreCsiDriver(): Values {
  return {
    enableSecretRotation: true,
    syncSecret: { enabled: false },
    // Who asks, in the token that EKS Pod Identity takes.
    tokenRequests: [{ audience: "pods.eks.amazonaws.com" }],
    linux: {
      driver: { resources: resources("50m", "200m", "256Mi") },
      registrar: { resources: resources("10m", "100m", "64Mi") },
      livenessProbe: { resources: resources("10m", "100m", "64Mi") },
    },
  };
}

export function secretsStoreCsiDriverProviderAws(): Values {
  return {
    "secrets-store-csi-driver": { install: false },
    tolerations: [{ operator: "Exists" }],
    resources: resources("20m", "200m", "128Mi"),
  };
}

/** Values of Istio's four charts. */
import type { Settings, Values } from "../settings.ts";
import { resources } from "./resources.ts";

const seccompProfile = { type: "RuntimeDefault" };

/** `enabled` makes each chart bring the NetworkPolicy of its pods. */
const global = ({ distribution }: Settings) => ({
  networkPolicy: { enabled: true },
  ...(distribution && { platform: distribution }),
});

/** The CRDs, and the webhook that checks what is written in them. */
export function istioBase(settings: Settings): Values {
  return { global: global(settings) };
}

/** The control plane. */
export function istiod(settings: Settings): Values {
  const { replicas } = settings;
  return {
    global: {
      ...global(settings),
      defaultPodDisruptionBudget: { enabled: replicas > 1 },
      logAsJson: true,
      proxy: { resources: resources("50m", "1", "256Mi") },
    },
    autoscaleMin: replicas,
    autoscaleMax: Math.max(replicas, 5),
    resources: resources("200m", "2", "1Gi"),
    seccompProfile,
    // Rules that redirect traffic are written by an agent of the node, so that no pod needs NET_ADMIN.
    cni: { enabled: true },
    // A sidecar that is an init container starts before the application, and ends after a Job.
    env: { ENABLE_NATIVE_SIDECARS: "true" },
    meshConfig: {
      outboundTrafficPolicy: { mode: "REGISTRY_ONLY" },
      defaultConfig: { holdApplicationUntilProxyStarts: true },
    },
  };
}

/** The agent of each node. */
export function istioCni(settings: Settings): Values {
  return { global: global(settings), resources: resources("50m", "500m", "256Mi"), seccompProfile };
}

/** The gateway's pods. The load balancer in front of them is the program's, so the Service stays inside. */
export function istioIngress(settings: Settings): Values {
  const { min, max } = settings.gateway.replicas;
  return {
    global: global(settings),
    service: { type: "ClusterIP" },
    autoscaling: { enabled: true, minReplicas: min, maxReplicas: max },
    ...(min > 1 && { podDisruptionBudget: { maxUnavailable: 1 } }),
    resources: resources("100m", "2", "512Mi"),
    // The chart's own pod settings have the sysctl alone, which is not enough for Pod Security "restricted".
    securityContext: {
      seccompProfile,
      sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }],
    },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { istio: "ingress" } },
      },
    ],
  };
}

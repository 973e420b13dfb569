/** What an application namespace holds, as plain data. */

/** Ceilings for a whole namespace, in Kubernetes quantities. */
export interface Quota {
  readonly cpu: { readonly requests: string; readonly limits: string };
  readonly memory: string;
  readonly ephemeralStorage: string;
  /** Pods at once. */
  readonly pods: number;
  /** Bytes of all volume claims together. */
  readonly storage: string;
}

/** Labels for Pod Security admission, at one pinned version, and for the mesh's sidecar injection. */
export function namespaceLabels(name: string, podSecurityVersion: string): Record<string, string> {
  const modes = ["enforce", "warn", "audit"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, `v${podSecurityVersion}`],
  ]);
  return {
    ...Object.fromEntries(modes),
    "istio-injection": "enabled",
    "app.kubernetes.io/part-of": name,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** `spec` of the ResourceQuota. Nothing in an application namespace may open a port of a node or a load balancer. */
export function quotaSpec({ cpu, memory, ephemeralStorage, pods, storage }: Quota) {
  return {
    hard: {
      "requests.cpu": cpu.requests,
      "limits.cpu": cpu.limits,
      "requests.memory": memory,
      "limits.memory": memory,
      "requests.ephemeral-storage": ephemeralStorage,
      "limits.ephemeral-storage": ephemeralStorage,
      "requests.storage": storage,
      pods: String(pods),
      "services.nodeports": "0",
      "services.loadbalancers": "0",
    },
  };
}

/** `spec` of the LimitRange: what an injected sidecar or an operator's pod gets where it says nothing. */
export function limitRangeSpec() {
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: { cpu: "20m", memory: "64Mi", "ephemeral-storage": "64Mi" },
        default: { cpu: "500m", memory: "256Mi", "ephemeral-storage": "256Mi" },
        max: { cpu: "4", memory: "8Gi", "ephemeral-storage": "8Gi" },
      },
    ],
  };
}

/** `spec`s of the NetworkPolicies by name: closed in both directions, but for names and the mesh's certificates. */
export function networkPolicies(meshControlPlane: {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly port: number;
}) {
  const everyPod = {};
  const pods = (namespace: string, matchLabels: Readonly<Record<string, string>>) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { ...matchLabels } },
  });
  const egress = (to: ReturnType<typeof pods>, ports: { protocol: string; port: number }[]) => ({
    podSelector: everyPod,
    policyTypes: ["Egress"],
    egress: [{ to: [to], ports }],
  });
  return {
    "default-deny": { podSelector: everyPod, policyTypes: ["Ingress", "Egress"] },
    "allow-dns": egress(pods("kube-system", { "k8s-app": "kube-dns" }), [
      { protocol: "UDP", port: 53 },
      { protocol: "TCP", port: 53 },
    ]),
    "allow-mesh-control-plane": egress(pods(meshControlPlane.namespace, meshControlPlane.selector), [
      { protocol: "TCP", port: meshControlPlane.port },
    ]),
  };
}

/** Who else than its clients a PostgreSQL cluster talks to, as NetworkPolicy specs by name. */
import { ingressPolicy, type Client } from "@plinth/core";
import type { input } from "@pulumi/kubernetes/types/index.js";
import type { Input } from "@pulumi/pulumi";

/** Ports of CloudNativePG's pods (https://cloudnative-pg.io/documentation/1.30/networking/). */
export const ports = { postgresql: 5432, status: 8000, metrics: 9187 } as const;

/** Where the Kubernetes API answers, as a pod's packets see it. */
export interface KubernetesApi {
  /** Networks of its endpoints, in CIDR notation: the cluster's subnets on EKS. */
  readonly cidrBlocks: readonly Input<string>[];
  /** Port of its endpoints: 443 on EKS, mostly 6443 elsewhere. */
  readonly port: number;
}

/** What the policies are made from. */
export interface PostgresNetworkPlan {
  /** Name of the `Cluster`. */
  readonly cluster: string;
  readonly namespace: Input<string>;
  readonly operator: Client;
  readonly prometheus: Client;
  readonly kubernetesApi: KubernetesApi;
  /** Whether backups go to an object store. */
  readonly backup: boolean;
}

type NetworkPolicySpec = input.networking.v1.NetworkPolicySpec;

/** The server pods, without the jobs that prepare their volumes. */
export const instanceSelector = (cluster: string) => ({
  "cnpg.io/cluster": cluster,
  "cnpg.io/podRole": "instance",
});

/** NetworkPolicy specs, each by what it opens. The clients' own are made with the clients. */
export function networkPolicies(plan: PostgresNetworkPlan): Record<string, NetworkPolicySpec> {
  const { cluster, namespace, prometheus } = plan;
  const selector = instanceSelector(cluster);
  const metrics = { name: cluster, namespace, selector, port: ports.metrics, mesh: false };
  return {
    replication: replication(cluster),
    operator: fromOperator(plan),
    prometheus: ingressPolicy(prometheus, metrics),
    "kubernetes-api": toKubernetesApi(plan),
    ...(plan.backup ? { backup: toObjectStore(cluster) } : {}),
  };
}

const tcp = (port: number) => ({ protocol: "TCP", port });
/** Servers, and the jobs that copy a new standby from the primary. */
const everyPod = (cluster: string) => ({ matchLabels: { "cnpg.io/cluster": cluster } });

function replication(cluster: string): NetworkPolicySpec {
  const peers = [{ podSelector: everyPod(cluster) }];
  const open = [tcp(ports.postgresql), tcp(ports.status)];
  return {
    podSelector: everyPod(cluster),
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: peers, ports: open }],
    egress: [{ to: peers, ports: open }],
  };
}

function fromOperator({ cluster, operator }: PostgresNetworkPlan): NetworkPolicySpec {
  const from = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": operator.namespace } },
    podSelector: { matchLabels: { ...operator.selector } },
  };
  return {
    podSelector: everyPod(cluster),
    policyTypes: ["Ingress"],
    ingress: [{ from: [from], ports: [tcp(ports.postgresql), tcp(ports.status)] }],
  };
}

/** The instance manager in each pod reads its `Cluster` and holds the primary's lease there. */
function toKubernetesApi({ cluster, kubernetesApi }: PostgresNetworkPlan): NetworkPolicySpec {
  return {
    podSelector: everyPod(cluster),
    policyTypes: ["Egress"],
    egress: [
      {
        to: kubernetesApi.cidrBlocks.map((cidr) => ({ ipBlock: { cidr } })),
        ports: [tcp(kubernetesApi.port)],
      },
    ],
  };
}

/** S3 has no address of its own to name: everything public, on HTTPS; and the agent that hands out credentials. */
function toObjectStore(cluster: string): NetworkPolicySpec {
  const internet = {
    cidr: "0.0.0.0/0",
    except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"],
  };
  // https://docs.aws.amazon.com/eks/latest/userguide/pod-id-agent-setup.html
  const podIdentityAgent = { cidr: "169.254.170.23/32" };
  return {
    podSelector: everyPod(cluster),
    policyTypes: ["Egress"],
    egress: [
      { to: [{ ipBlock: internet }], ports: [tcp(443)] },
      { to: [{ ipBlock: podIdentityAgent }], ports: [tcp(80)] },
    ],
  };
}

/**
 * The processes of a control plane and their command lines.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clientComponents, componentKubeconfig } from "./kubeconfig.ts";
import type { Layout } from "./layout.ts";
import type { Ports } from "./ports.ts";

/** What the other components need; the API server needs etcd. */
export const serverNames = ["etcd", "kube-apiserver"] as const;

/** All components: the servers, in the order in which they are needed, then the API server's clients. */
export const componentNames = [...serverNames, ...clientComponents] as const;

export type ComponentName = (typeof componentNames)[number];

/** How a component is run. */
export interface Component {
  readonly name: ComponentName;
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Ports on 127.0.0.1 that it listens on. */
  readonly ports: readonly number[];
}

/** The two programs that the components are parts of. */
export interface Programs {
  readonly kubernetes: string;
  readonly kwok: string;
}

/** Services get addresses from here; the first is the API server's own and stands in its certificate. */
const SERVICE_RANGE = "10.96.0.0/16";
/** Pods get addresses from here. Nothing routes there: pods are simulated. */
const POD_RANGE = "10.244.0.0/16";

/** Nodes with this annotation are played by kwok; others would be real. */
export const SIMULATED_NODE = { key: "kwok.x-k8s.io/node", value: "fake" } as const;

/** The components of one control plane, in the order of {@link componentNames}. */
export function componentsOf(layout: Layout, ports: Ports, programs: Programs): readonly Component[] {
  const { kubernetes, kwok } = programs;
  return [
    {
      name: "etcd",
      command: [kubernetes, "etcd", ...etcdFlags(layout, ports)],
      ports: [ports.etcdClient, ports.etcdPeer],
    },
    {
      name: "kube-apiserver",
      command: [kubernetes, "kube-apiserver", ...apiServerFlags(layout, ports)],
      ports: [ports.apiServer],
    },
    {
      name: "kube-controller-manager",
      command: [kubernetes, "kube-controller-manager", ...controllerManagerFlags(layout)],
      ports: [],
    },
    { name: "kube-scheduler", command: [kubernetes, "kube-scheduler", ...schedulerFlags(layout)], ports: [] },
    { name: "kwok", command: [kwok, ...kwokFlags(layout)], ports: [] },
  ];
}

function etcdFlags(layout: Layout, ports: Ports): string[] {
  const pki = (file: string) => join(layout.pki, file);
  const client = `https://127.0.0.1:${ports.etcdClient}`;
  const peer = `https://127.0.0.1:${ports.etcdPeer}`;
  return [
    "--name=sandbox",
    `--data-dir=${layout.etcd}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=sandbox=${peer}`,
    `--cert-file=${pki("etcd.crt")}`,
    `--key-file=${pki("etcd.key")}`,
    `--trusted-ca-file=${pki("etcd-ca.crt")}`,
    "--client-cert-auth",
    `--peer-cert-file=${pki("etcd.crt")}`,
    `--peer-key-file=${pki("etcd.key")}`,
    `--peer-trusted-ca-file=${pki("etcd-ca.crt")}`,
    "--peer-client-cert-auth",
    // Survives every death of the process, and is several times faster; only a crash of the machine may lose writes.
    "--unsafe-no-fsync",
    "--auto-compaction-mode=periodic",
    "--auto-compaction-retention=10m",
    "--log-level=warn",
  ];
}

function apiServerFlags(layout: Layout, ports: Ports): string[] {
  const pki = (file: string) => join(layout.pki, file);
  return [
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${ports.apiServer}`,
    // The endpoints of the `kubernetes` Service may not be loopback addresses, and no pod runs that could use them.
    "--endpoint-reconciler-type=none",
    `--etcd-servers=https://127.0.0.1:${ports.etcdClient}`,
    `--etcd-cafile=${pki("etcd-ca.crt")}`,
    `--etcd-certfile=${pki("etcd-client.crt")}`,
    `--etcd-keyfile=${pki("etcd-client.key")}`,
    `--cert-dir=${layout.pki}`,
    `--tls-cert-file=${pki("apiserver.crt")}`,
    `--tls-private-key-file=${pki("apiserver.key")}`,
    `--client-ca-file=${pki("ca.crt")}`,
    "--anonymous-auth=false",
    `--service-account-key-file=${pki("service-account.key")}`,
    `--service-account-signing-key-file=${pki("service-account.key")}`,
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-cluster-ip-range=${SERVICE_RANGE}`,
    "--authorization-mode=Node,RBAC",
    // ResourceQuota, LimitRanger, ServiceAccount and others are on by default.
    "--enable-admission-plugins=NodeRestriction,PodSecurity",
    // As on every managed cluster: whether a pod may be privileged is Pod Security's decision.
    "--allow-privileged=true",
    "--profiling=false",
  ];
}

function controllerManagerFlags(layout: Layout): string[] {
  return [
    `--kubeconfig=${componentKubeconfig(layout, "kube-controller-manager")}`,
    `--service-account-private-key-file=${join(layout.pki, "service-account.key")}`,
    `--root-ca-file=${join(layout.pki, "ca.crt")}`,
    "--use-service-account-credentials",
    "--leader-elect=false",
    // Everything it does goes through the API server; nobody asks it for anything.
    "--secure-port=0",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--profiling=false",
  ];
}

function schedulerFlags(layout: Layout): string[] {
  return [
    `--kubeconfig=${componentKubeconfig(layout, "kube-scheduler")}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
    "--profiling=false",
  ];
}

function kwokFlags(layout: Layout): string[] {
  return [
    `--kubeconfig=${componentKubeconfig(layout, "kwok")}`,
    `--config=${fileURLToPath(new URL("stages.yaml", import.meta.url))}`,
    `--manage-nodes-with-annotation-selector=${SIMULATED_NODE.key}=${SIMULATED_NODE.value}`,
    "--node-lease-duration-seconds=40",
    `--cidr=${POD_RANGE}`,
    "--v=WARN",
  ];
}

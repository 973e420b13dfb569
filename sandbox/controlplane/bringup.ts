/**
 * Brings the components of a control plane up, in the order in which they need each other.
 */
import { ApiError, KubernetesClient, type KubernetesObject } from "../api/client.ts";
import { run } from "../toolchain/executable.ts";
import {
  componentNames,
  componentsOf,
  serverNames,
  type Component,
  type ComponentName,
} from "./components.ts";
import { loadCrds } from "./crds.ts";
import { writeKubeconfigs } from "./kubeconfig.ts";
import type { Layout } from "./layout.ts";
import { defaultStorageClass, simulatedNodes } from "./nodes.ts";
import { requireFree, serverOf, type Ports } from "./ports.ts";
import { endProcesses, livingProcesses, startComponent, type Lifetime, type Processes } from "./processes.ts";
import { waitUntilReady, waitUntilServing } from "./readiness.ts";

/** What a control plane is made of. */
export interface ControlPlaneToolchain {
  /** One binary: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and `pki`. */
  readonly kubernetes: string;
  readonly kwok: string;
  /** Folder of CRDs to load; its name stands for its content. */
  readonly crds: string;
  readonly versions: { readonly kubernetes: string };
}

/** Everything about one bring-up that its steps share. */
export interface BringUp {
  readonly layout: Layout;
  readonly ports: Ports;
  readonly toolchain: ControlPlaneToolchain;
  /** Whether the processes outlive this one. */
  readonly lifetime: Lifetime;
}

/** Makes what the components read: certificates and kubeconfigs. What is there and good stays as it is. */
export async function prepareFiles({ layout, ports, toolchain }: BringUp): Promise<void> {
  const { code, errors } = await run(toolchain.kubernetes, ["pki", layout.pki]);
  if (code !== 0) {
    throw new Error(`making certificates in ${layout.pki} failed: ${errors}`);
  }
  await writeKubeconfigs(layout, serverOf(ports));
}

/**
 * Starts etcd and the API server unless they live, waits until the API server is ready, and runs work with a client of it.
 *
 * @param before the processes that live already
 * @throws what the work throws; the processes that this has started have been ended then
 */
export async function withServers(
  bringUp: BringUp,
  before: Processes,
  work: (client: KubernetesClient, processes: Processes) => Promise<void>,
): Promise<void> {
  const { layout, ports, toolchain } = bringUp;
  const components = componentsOf(layout, ports, toolchain).slice(0, serverNames.length);
  const missing = components.filter(({ name }) => before[name] === undefined);
  await requireFree(
    layout,
    missing.flatMap((component) => component.ports),
  );
  const client = KubernetesClient.fromKubeconfig(layout.kubeconfig);
  try {
    const processes = startMissing(bringUp, components, before);
    await waitUntilServing(layout, client, processes);
    await work(client, processes);
  } catch (error) {
    const living = await livingProcesses(layout);
    await endProcesses(
      layout,
      pickProcesses(living, (name) => before[name] === undefined),
    );
    throw error;
  } finally {
    client.close();
  }
}

/** Brings the whole control plane up: every component, every CRD, every node Ready. */
export async function bringUpAll(bringUp: BringUp, before: Processes, region: string): Promise<void> {
  const { layout, ports, toolchain } = bringUp;
  const clients = componentsOf(layout, ports, toolchain).slice(serverNames.length);
  const nodes = simulatedNodes(region, toolchain.versions.kubernetes);
  await withServers(bringUp, before, async (client, serving) => {
    if (serving.kwok === undefined) {
      await releaseNodes(client);
    }
    // Not earlier: a client that meets an API server without roles waits for seconds before it tries again.
    const processes = startMissing(bringUp, clients, serving);
    await Promise.all([
      loadCrds(client, toolchain.crds),
      ...[...nodes, defaultStorageClass].map((object) => createOnce(client, object)),
    ]);
    await waitUntilReady(layout, client, processes, nodes);
  });
}

/** The processes whose names are wanted. */
export function pickProcesses(processes: Processes, wanted: (name: ComponentName) => boolean): Processes {
  return Object.fromEntries(
    componentNames
      .filter((name) => processes[name] !== undefined && wanted(name))
      .map((name) => [name, processes[name]]),
  );
}

/**
 * Takes the nodes from a kwok that is gone: each kwok holds a lease per node, under a name of its own,
 * and the next one would wait until it expires.
 */
async function releaseNodes(client: KubernetesClient): Promise<void> {
  await client.request("DELETE", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases");
}

function startMissing(bringUp: BringUp, components: readonly Component[], before: Processes): Processes {
  let processes = before;
  for (const component of components) {
    if (processes[component.name] === undefined) {
      processes = startComponent(bringUp.layout, component, processes, bringUp.lifetime);
    }
  }
  return processes;
}

/** Creates an object that nobody has created before; what somebody has made of it since is left alone. */
async function createOnce(client: KubernetesClient, object: KubernetesObject): Promise<void> {
  try {
    await client.create(object);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 409)) {
      throw error;
    }
  }
}

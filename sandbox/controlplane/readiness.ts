/**
 * Waits for a control plane that is starting, and says what died when something dies.
 */
import { setTimeout as pause } from "node:timers/promises";
import { objectsAt, type KubernetesClient, type KubernetesObject } from "../api/client.ts";
import { componentNames, serverNames, type ComponentName } from "./components.ts";
import { isAlive } from "./identity.ts";
import type { Layout } from "./layout.ts";
import { logOf, logTail, type Processes } from "./processes.ts";

/** Milliseconds between two looks. */
const INTERVAL = 50;
/** Milliseconds until waiting is given up. A machine that is busy with a build needs far longer than one that is not. */
const TIMEOUT = 120_000;

/** Looks for the first time after a second, and for objects that no component needs to begin. */
const SLOW_HOOK = "poststarthook/scheduling/bootstrap-system-priority-classes";

/**
 * Waits until the API server is ready for its clients.
 *
 * @throws Error with the end of the log of a component that has died, or of the API server after two minutes
 */
export function waitUntilServing(
  layout: Layout,
  client: KubernetesClient,
  processes: Processes,
): Promise<void> {
  return waitFor(layout, processes, serverNames, "the API server is not ready", async () => {
    await client.request("GET", "/readyz", { query: { exclude: SLOW_HOOK } });
    return true;
  });
}

/**
 * Waits until the API server is ready in every respect, the nodes are Ready, kwok has taken every one of them,
 * and the controllers have set up the default namespace.
 *
 * @throws Error with the end of the log of a component that has died, or of kwok after two minutes
 */
export function waitUntilReady(
  layout: Layout,
  client: KubernetesClient,
  processes: Processes,
  nodes: readonly KubernetesObject[],
): Promise<void> {
  const names = nodes.map(({ metadata }) => metadata.name ?? "");
  const leases = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", namespace: "kube-node-lease" };
  const account = { apiVersion: "v1", kind: "ServiceAccount", namespace: "default", name: "default" };
  return waitFor(layout, processes, componentNames, "not every node is Ready", async () => {
    await client.request("GET", "/readyz");
    const ready = (await client.list({ apiVersion: "v1", kind: "Node" })).filter(isReady);
    const taken = await client.list(leases);
    return hasAll(ready, names) && hasAll(taken, names) && (await client.find(account)) !== undefined;
  });
}

function hasAll(objects: readonly KubernetesObject[], names: readonly string[]): boolean {
  const found = new Set(objects.map(({ metadata }) => metadata.name));
  return names.every((name) => found.has(name));
}

function isReady(node: KubernetesObject): boolean {
  const condition = objectsAt(node, "status", "conditions").find(({ type }) => type === "Ready");
  const taints = objectsAt(node, "spec", "taints").map(({ key }) => key);
  return condition?.["status"] === "True" && !taints.includes("node.kubernetes.io/not-ready");
}

async function waitFor(
  layout: Layout,
  processes: Processes,
  needed: readonly ComponentName[],
  otherwise: string,
  isReached: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + TIMEOUT;
  for (;;) {
    let reason: unknown;
    try {
      if (await isReached()) {
        return;
      }
    } catch (error) {
      reason = error;
    }
    requireAlive(layout, processes, needed);
    if (Date.now() > deadline) {
      throw new Error(
        `${layout.directory}: ${otherwise} after ${TIMEOUT / 1000} s\n${lastWords(layout, needed.at(-1) ?? "etcd")}`,
        { cause: reason },
      );
    }
    await pause(INTERVAL);
  }
}

function requireAlive(layout: Layout, processes: Processes, needed: readonly ComponentName[]): void {
  for (const name of needed) {
    const started = processes[name];
    if (started === undefined || !isAlive(started)) {
      throw new Error(`${layout.directory}: ${name} has ended by itself\n${lastWords(layout, name)}`);
    }
  }
}

function lastWords(layout: Layout, name: ComponentName): string {
  const tail = logTail(layout, name).replaceAll(/^/gm, "  ");
  return `Its log, ${logOf(layout, name)}, ends with:\n${tail}`;
}

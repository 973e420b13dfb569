/**
 * A whole Kubernetes control plane on 127.0.0.1, with simulated nodes: started, found again, stopped.
 */
import { X509Certificate } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { withDiskSpaceError } from "../toolchain/cache.ts";
import { withLock } from "../toolchain/lock.ts";
import { silent, step, type Progress } from "../toolchain/progress.ts";
import {
  bringUpAll,
  pickProcesses,
  prepareFiles,
  type BringUp,
  type ControlPlaneToolchain,
} from "./bringup.ts";
import { componentNames, componentsOf, serverNames, type ComponentName } from "./components.ts";
import { claimVersion, createLayout, layoutOf, readJson, type Layout } from "./layout.ts";
import { choosePorts, serverOf, type Ports } from "./ports.ts";
import { endProcesses, livingProcesses, type Processes } from "./processes.ts";
import { seedEtcd } from "./seed.ts";

/** Milliseconds before a certificate's end at which it is renewed; the `pki` command has the same figure. */
const RENEW_BEFORE = 30 * 24 * 60 * 60 * 1000;

/** A running control plane. */
export interface ControlPlane {
  /** Its state directory. */
  readonly directory: string;
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Such as `https://127.0.0.1:16443`. */
  readonly server: string;
  readonly pids: Readonly<Record<ComponentName, number>>;
}

/** How to start a control plane. */
export interface StartOptions {
  /** State directory, absolute: one per control plane. Made when it is not there. */
  readonly directory: string;
  readonly toolchain: ControlPlaneToolchain;
  /** Where the search for free ports begins, the first time; 16443 by default. */
  readonly basePort?: number;
  /** Region whose three zones the nodes are in; `us-east-1` by default. Counts the first time. */
  readonly region?: string;
  /** Where progress is told; nowhere by default. */
  readonly report?: Progress;
}

/**
 * Starts the control plane of a state directory, or completes it, or finds that it runs already.
 * Afterwards the API server is ready, every CRD is served and every node is Ready.
 * Safe to repeat, to run twice at once, and to kill: the next start goes on from there.
 *
 * @throws UserError for a port that was taken, a full disk, or state of another version; Error with the end of a
 * component's log when the component dies. What this start has started has been stopped then; no state is lost.
 */
export async function startControlPlane(options: StartOptions): Promise<ControlPlane> {
  const layout = layoutOf(options.directory);
  await mkdir(dirname(layout.directory), { recursive: true });
  const remedy = "Free some space and run the command again; nothing is lost";
  return withDiskSpaceError(layout.directory, remedy, async () => {
    await createLayout(layout);
    return withLock(layout.lock, () => startLocked(layout, options));
  });
}

/** The control plane of a state directory, when all its processes live; it is not asked whether it is well. */
export async function findControlPlane(directory: string): Promise<ControlPlane | undefined> {
  const layout = layoutOf(directory);
  const ports = await readJson<Ports>(layout.ports);
  const processes = await livingProcesses(layout);
  return ports !== undefined && isComplete(processes) ? asControlPlane(layout, ports, processes) : undefined;
}

/**
 * Ends every process of a control plane; its state stays, and a start brings everything back.
 * Safe to repeat; a directory without a control plane is left as it is.
 *
 * @returns whether anything was running
 */
export async function stopControlPlane(directory: string): Promise<boolean> {
  const layout = layoutOf(directory);
  if ((await readJson(layout.processes)) === undefined) {
    return false;
  }
  return withLock(layout.lock, async () => {
    const processes = await livingProcesses(layout);
    await endProcesses(layout, processes);
    return Object.keys(processes).length > 0;
  });
}

async function startLocked(layout: Layout, options: StartOptions): Promise<ControlPlane> {
  const { toolchain, region = "us-east-1", report = silent } = options;
  await claimVersion(layout, toolchain.versions.kubernetes);
  await seedEtcd(layout, toolchain, report);
  const ports = await choosePorts(layout, options.basePort);
  const bringUp: BringUp = { layout, ports, toolchain, lifetime: "until stopped" };
  const before = await endOutdated(bringUp);
  if (isComplete(before)) {
    await bringUpAll(bringUp, before, region);
  } else {
    const what = `starting the control plane, Kubernetes ${toolchain.versions.kubernetes}`;
    await step(report, what, async () => {
      await prepareFiles(bringUp);
      await bringUpAll(bringUp, before, region);
    });
  }
  return asControlPlane(layout, ports, await livingProcesses(layout));
}

/**
 * The living processes, after ending those that this version would not start like this: another binary, other flags,
 * certificates near their end. What needs a server that is gone or ended is ended too: it would come back by itself,
 * but after a pause that has grown with every attempt.
 */
async function endOutdated({ layout, ports, toolchain }: BringUp): Promise<Processes> {
  const living = await livingProcesses(layout);
  const expiring = await isNearEnd(join(layout.pki, "admin.crt"));
  const stale = componentsOf(layout, ports, toolchain)
    .filter(({ name, command }) => expiring || !isDeepStrictEqual(living[name]?.command, command))
    .map(({ name }) => name);
  const firstServer = serverNames.findIndex((name) => stale.includes(name));
  const ended = new Set(firstServer === -1 ? stale : componentNames.slice(firstServer));
  await endProcesses(
    layout,
    pickProcesses(living, (name) => ended.has(name)),
  );
  return pickProcesses(living, (name) => !ended.has(name));
}

/** Whether a certificate has so little time left that the `pki` command would renew it. */
async function isNearEnd(certificate: string): Promise<boolean> {
  try {
    const { validToDate } = new X509Certificate(await readFile(certificate));
    return validToDate.getTime() - Date.now() < RENEW_BEFORE;
  } catch {
    return false;
  }
}

function isComplete(processes: Processes): boolean {
  return componentNames.every((name) => processes[name] !== undefined);
}

function asControlPlane(layout: Layout, ports: Ports, processes: Processes): ControlPlane {
  const pids = Object.fromEntries(Object.entries(processes).map(([name, { pid }]) => [name, pid]));
  return {
    directory: layout.directory,
    kubeconfig: layout.kubeconfig,
    server: serverOf(ports),
    pids: pids as Record<ComponentName, number>,
  };
}

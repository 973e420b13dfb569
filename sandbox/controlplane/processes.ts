/**
 * Starts, remembers and ends the processes of a control plane.
 */
import { spawn } from "node:child_process";
import {
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { componentNames, type Component, type ComponentName } from "./components.ts";
import { identify, isAlive, type ProcessIdentity } from "./identity.ts";
import { readJson, type Layout } from "./layout.ts";

/** A process that was started, and with which command line. */
interface StartedProcess extends ProcessIdentity {
  readonly command: readonly string[];
}

/** How long a process lives: on its own until somebody stops it, or no longer than the process that started it. */
export type Lifetime = "until stopped" | "with this process";

/** The living ones among the components of a control plane. */
export type Processes = Partial<Record<ComponentName, StartedProcess>>;

/** Milliseconds that a component may take to end before it is killed. Only etcd has something to lose. */
const GRACE = 3_000;
const ETCD_GRACE = 30_000;
/** A log of this size is emptied before a new process writes to it; etcd's process bounds it while it grows. */
const LOG_LIMIT = 8 * 1024 * 1024;

/** The recorded processes that are alive. */
export async function livingProcesses(layout: Layout): Promise<Processes> {
  const recorded = (await readJson<Processes>(layout.processes)) ?? {};
  return Object.fromEntries(Object.entries(recorded).filter(([, started]) => isAlive(started)));
}

/**
 * Starts a component and adds it to the record.
 * The record is written before anything is waited for, so that a start that is killed leaves no process unknown.
 */
export function startComponent(
  layout: Layout,
  component: Component,
  others: Processes,
  lifetime: Lifetime,
): Processes {
  const log = openLog(logOf(layout, component.name));
  try {
    const [program, ...flags] = component.command;
    const child = spawn(program ?? "", flags, {
      cwd: layout.directory,
      // A session of its own: no signal of the terminal reaches it.
      detached: lifetime === "until stopped",
      stdio: ["ignore", log, log],
      env: environment(layout, lifetime),
    });
    // A program that is not there shows as a process that is not alive.
    child.on("error", (error) =>
      writeFileSync(logOf(layout, component.name), `${error.message}\n`, { flag: "a" }),
    );
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (identity === undefined) {
      return others;
    }
    const processes = { ...others, [component.name]: { ...identity, command: component.command } };
    record(layout, processes);
    return processes;
  } finally {
    closeSync(log);
  }
}

/** Ends processes, dependents before what they depend on, and forgets them. */
export async function endProcesses(layout: Layout, processes: Processes): Promise<void> {
  const [database, apiServer, ...clients] = componentNames;
  const groups: readonly (readonly ComponentName[])[] = [clients, [apiServer], [database]];
  for (const group of groups) {
    const grace = group.includes("etcd") ? ETCD_GRACE : GRACE;
    const living = group.map((name) => processes[name]).filter((started) => started !== undefined);
    await Promise.all(living.map((started) => end(started, grace)));
  }
  record(layout, await livingProcesses(layout));
}

/** The last lines of a component's log. */
export function logTail(layout: Layout, name: ComponentName, lines = 12): string {
  try {
    return readFileSync(logOf(layout, name), "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  } catch {
    return "";
  }
}

/** Path of a component's log. */
export function logOf(layout: Layout, name: ComponentName): string {
  return join(layout.logs, `${name}.log`);
}

async function end(started: ProcessIdentity, grace: number): Promise<void> {
  signal(started, "SIGTERM");
  const deadline = Date.now() + grace;
  while (isAlive(started)) {
    if (Date.now() > deadline) {
      signal(started, "SIGKILL");
    }
    await pause(20);
  }
}

function signal(started: ProcessIdentity, name: NodeJS.Signals): void {
  if (isAlive(started)) {
    try {
      process.kill(started.pid, name);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) {
        throw error;
      }
    }
  }
}

/** Synchronous, so that nothing comes between a process's start and its record. */
function record(layout: Layout, processes: Processes): void {
  const partial = `${layout.processes}.new`;
  writeFileSync(partial, `${JSON.stringify(processes, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(partial, layout.processes);
}

function openLog(path: string): number {
  try {
    if (statSync(path).size > LOG_LIMIT) {
      truncateSync(path);
    }
  } catch {
    // There is no log yet.
  }
  return openSync(path, "a", 0o600);
}

/** Only what the components need: nothing of the caller's shell, a proxy's settings least of all, may change them. */
function environment(layout: Layout, lifetime: Lifetime): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: layout.directory,
    TMPDIR: process.env["TMPDIR"] ?? "/tmp",
    SANDBOX_LOG_DIRECTORY: layout.logs,
    ...(lifetime === "with this process" ? { SANDBOX_EXIT_WITH_PARENT: "1" } : {}),
  };
}

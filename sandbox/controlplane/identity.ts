/**
 * Tells processes apart that have had the same number at different times.
 */
import { readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";

/** A process, for as long as it lives: no other one ever has both. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, as the system records it; says nothing beyond being equal or not. */
  readonly started: string;
}

/** The identity of a living process; nothing when there is none, or only the remains of one that nobody has waited for. */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === "linux" ? startedFromProc(pid) : startedFromPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** Whether exactly this process still lives. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** `/proc/<pid>/stat`: after the name, which is in parentheses, field 3 is the state and field 22 the start in clock ticks. */
function startedFromProc(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    if (ticks === undefined || state === "Z" || state === "X") {
      return undefined;
    }
    // Ticks count from boot.
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}

function startedFromPs(pid: number): string | undefined {
  const { status, stdout } = spawnSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
    encoding: "utf8",
  });
  const [, state, started] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
  return status === 0 && state !== undefined && !state.startsWith("Z") ? started : undefined;
}

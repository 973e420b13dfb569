/**
 * Watches the processes of a sandbox from outside: peak memory and processor time, as Linux accounts for them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** What one process had used when it was last seen. */
export interface Usage {
  readonly pid: number;
  /** Zeros between the arguments. */
  readonly command: string;
  /** MiB, the largest resident set so far (`VmHWM`). */
  readonly peak: number;
  /** Seconds of processor time, user and system. */
  readonly processor: number;
}

/** Milliseconds. The peak is the kernel's own: a look only has to come after it and before the process ends. */
const INTERVAL = 25;
/** Of the fields in /proc/<pid>/stat: `_SC_CLK_TCK` is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export function canWatch(): boolean {
  return existsSync("/proc/self/status");
}

export class ProcessWatch {
  readonly #folder: string;
  readonly #seen = new Map<string, Usage>();
  /** Processes that are not of this folder, so that each is examined once. */
  readonly #foreign = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  /** Watches every process that names the folder in an argument or in its environment. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#timer = setInterval(() => this.#look(), INTERVAL);
  }

  /** Ends the watch. */
  stop(): readonly Usage[] {
    this.#look();
    clearInterval(this.#timer);
    return [...this.#seen.values()];
  }

  #look(): void {
    for (const entry of readdirSync("/proc")) {
      const pid = Number(entry);
      if (Number.isInteger(pid) && pid !== process.pid) {
        this.#lookAt(pid);
      }
    }
  }

  #lookAt(pid: number): void {
    const stat = read(`/proc/${pid}/stat`);
    // The name in parentheses may hold anything; the fields after it are numbered from 3.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const identity = `${pid} ${fields[19]}`;
    if (stat === "" || this.#foreign.has(identity)) {
      return;
    }
    const command = read(`/proc/${pid}/cmdline`);
    if (!this.#seen.has(identity) && !command.includes(this.#folder) && !this.#isInside(pid)) {
      // Between fork and exec a process looks like its parent.
      if (command !== "" && !isYoung(fields)) {
        this.#foreign.add(identity);
      }
      return;
    }
    const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
    if (peak > 0 && command !== "") {
      const processor = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      this.#seen.set(identity, { pid, command, peak, processor });
    }
  }

  #isInside(pid: number): boolean {
    return read(`/proc/${pid}/environ`).includes(this.#folder);
  }
}

/** Whether a process is so young that it may not have become yet what it will be. */
function isYoung(fields: readonly string[]): boolean {
  const uptime = Number(read("/proc/uptime").split(" ")[0]);
  return uptime - Number(fields[19]) / TICKS_PER_SECOND < 1;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // It has ended, or is another user's.
    return "";
  }
}

/**
 * Runs a command in the foreground as a shell would: its streams are ours, signals reach it, its exit code comes back.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { constants } from "node:os";
import { UserError } from "../errors.ts";

export interface ForegroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly directory?: string;
  /**
   * Give it a process group of its own, so that a signal to our group reaches it once, through us.
   * Never on a terminal: a command in another group than the terminal's may not read from it.
   */
  readonly ownGroup?: boolean;
  /** Gets what it prints, on either stream, instead of our own streams. */
  readonly onOutput?: (text: string) => void;
  /** Called as soon as it runs. */
  readonly onStart?: (pid: number) => void;
}

const FORWARDED: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** A signal that comes again within so many milliseconds came twice on two ways, once to us and once to our group. */
const SAME_SIGNAL = 250;

/**
 * Runs the command to its end. While it runs, signals are its business, not ours.
 *
 * @returns its exit code; 128 + n when signal n ended it
 * @throws UserError when there is no such command
 */
export async function runInForeground(options: ForegroundCommand): Promise<number> {
  const { command, args, environment, directory, ownGroup = false, onOutput } = options;
  const output = onOutput === undefined ? "inherit" : "pipe";
  const child = spawn(command, args, {
    cwd: directory,
    env: environment,
    detached: ownGroup,
    stdio: ["inherit", output, output],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", onOutput ?? (() => {}));
  }
  const stopForwarding = forwardSignals(child, ownGroup);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once("spawn", () => options.onStart?.(child.pid ?? 0));
      child.once("error", (error) => reject(startError(command, error)));
      child.once("close", (code, signal) =>
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
      );
    });
  } finally {
    stopForwarding();
  }
}

function forwardSignals(child: ChildProcess, ownGroup: boolean): () => void {
  const last = new Map<NodeJS.Signals, number>();
  const forward = (name: NodeJS.Signals) => {
    const now = Date.now();
    const again = now - (last.get(name) ?? 0) < SAME_SIGNAL;
    last.set(name, now);
    // In our own group the terminal has already sent the interrupt to both of us.
    if (!again && (ownGroup || name !== "SIGINT")) {
      child.kill(name === "SIGHUP" ? "SIGTERM" : name);
    }
  };
  FORWARDED.forEach((name) => process.on(name, forward));
  return () => FORWARDED.forEach((name) => process.off(name, forward));
}

function startError(command: string, error: Error): Error {
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT") {
    return new UserError(command, "there is no such command on PATH", "Check its name, or install it", {
      cause: error,
    });
  }
  return code === "EACCES"
    ? new UserError(command, "may not be executed", "Check its permissions", { cause: error })
    : error;
}

/**
 * Remembers the engine that changes a stack, so that one that outlived its command is found and ended.
 */
import { rmSync } from "node:fs";
import { identify, isAlive, type ProcessIdentity } from "../controlplane/identity.ts";
import { readIfThere, writeWhole } from "./files.ts";
import { signal, waitForEnd } from "./process.ts";

interface Running {
  readonly engine: ProcessIdentity;
  /** The process of this command line that started it. */
  readonly starter: ProcessIdentity;
}

/** Milliseconds in which an engine whose providers are gone ends by itself. */
const PATIENCE = 15_000;
/** Milliseconds that it has after being asked to. */
const GRACE = 5_000;

/** Remembers that the process `pid`, started by us, is the engine that changes the stack. */
export function rememberEngine(file: string, pid: number): void {
  const [engine, starter] = [identify(pid), identify(process.pid)];
  if (engine !== undefined && starter !== undefined) {
    writeWhole(file, `${JSON.stringify({ engine, starter } satisfies Running)}\n`);
  }
}

export function forgetEngine(file: string): void {
  rmSync(file, { force: true });
}

/**
 * Waits for an engine whose starter was killed, and ends it if it does not end by itself.
 * An engine whose starter lives is left alone.
 *
 * @returns whether there was one
 */
export async function endOrphan(file: string): Promise<boolean> {
  const running = parseRunning(readIfThere(file));
  if (running === undefined || isAlive(running.starter)) {
    return false;
  }
  const { engine } = running;
  const lives = isAlive(engine);
  if (lives && !(await waitForEnd(engine, PATIENCE))) {
    signal(engine, "SIGTERM");
    if (!(await waitForEnd(engine, GRACE))) {
      signal(engine, "SIGKILL");
      await waitForEnd(engine, GRACE);
    }
  }
  forgetEngine(file);
  return lives;
}

/** The number of the engine that changes the stack for a command that lives. */
export function findRunning(file: string): number | undefined {
  const running = parseRunning(readIfThere(file));
  return running !== undefined && isAlive(running.engine) && isAlive(running.starter)
    ? running.engine.pid
    : undefined;
}

function parseRunning(text: string | undefined): Running | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Running);
  } catch {
    return undefined;
  }
}

/**
 * A program and a sandbox of its own in a temporary folder, and the commands on it with the time of every line.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

export const repository = resolve(import.meta.dirname, "..");
const sandbox = join(repository, "sandbox/cli/main.ts");

const interrupt = new AbortController();

/** Makes the first interrupt end the work under way, so that what it has started is stopped and removed. */
export function endWorkOnInterrupt(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => interrupt.abort(new Error(`ended by ${signal}`)));
  }
}

/** A line that a command printed, on either stream. */
export interface Line {
  /** Seconds since the command was started. */
  readonly at: number;
  readonly text: string;
}

export interface Finished {
  readonly seconds: number;
  readonly lines: readonly Line[];
}

export interface ProgramOptions {
  /** The program's folder; this repository when not said. */
  readonly root?: string;
  /** Variables that go to every command. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder below the system's for temporary things, gone after `removeFolder`. */
export function temporaryFolder(): string {
  return realpathSync(mkdtempSync(join(tmpdir(), "plinth-bench-")));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export class MeasuredProgram {
  /** The sandbox's folder: empty at first. */
  readonly home: string;
  readonly #root: string;
  /** The variables that were asked for. */
  readonly #own: Readonly<Record<string, string>>;
  readonly #environment: NodeJS.ProcessEnv;

  constructor({ root = repository, environment = {} }: ProgramOptions = {}, home = temporaryFolder()) {
    this.home = home;
    this.#root = root;
    this.#own = environment;
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(SANDBOX_|PULUMI_|KUBECONFIG$)/.test(name),
    );
    this.#environment = {
      ...Object.fromEntries(inherited),
      NO_COLOR: "1",
      ...environment,
      SANDBOX_HOME: this.home,
    };
  }

  /** The same program on the same state, with other variables. */
  with(environment: Readonly<Record<string, string>>): MeasuredProgram {
    return new MeasuredProgram(
      { root: this.#root, environment: { ...this.#own, ...environment } },
      this.home,
    );
  }

  /** Runs a command of the sandbox. @throws Error with its output when it fails */
  run(...args: readonly string[]): Promise<Finished> {
    return this.execute(process.execPath, [sandbox, ...args]);
  }

  /** Runs any command in the program's folder. @throws Error with its output when it fails */
  async execute(command: string, args: readonly string[]): Promise<Finished> {
    interrupt.signal.throwIfAborted();
    return this.#execute(command, args);
  }

  /** Ends every process, and removes the folder. */
  async dispose(): Promise<void> {
    await this.#execute(process.execPath, [sandbox, "stop"]);
    removeFolder(this.home);
  }

  async #execute(command: string, args: readonly string[]): Promise<Finished> {
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    const child = spawn(command, args, {
      cwd: this.#root,
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const lines: Line[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      readLines(stream, (text) => lines.push({ at: seconds(), text }));
    }
    const code = await endOf(child);
    const finished = { seconds: seconds(), lines };
    if (code === 0) {
      return finished;
    }
    const output = lines.map(({ text }) => text).join("\n");
    throw new Error(`${[command, ...args].join(" ")} ended with exit code ${code}:\n${output}`);
  }
}

function readLines(stream: Readable, onLine: (text: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

/** The exit code; an interrupt reaches the command too, which then ends in its own good order. */
async function endOf(child: ChildProcess): Promise<number> {
  const forward = () => child.kill("SIGINT");
  interrupt.signal.addEventListener("abort", forward);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return code ?? 1;
  } finally {
    interrupt.signal.removeEventListener("abort", forward);
  }
}

/**
 * Does work with a program and disposes of it afterwards, however the work ends.
 */
export async function withProgram<Result>(
  options: ProgramOptions,
  work: (program: MeasuredProgram) => Promise<Result>,
): Promise<Result> {
  const program = new MeasuredProgram(options);
  try {
    return await work(program);
  } finally {
    await program.dispose();
  }
}

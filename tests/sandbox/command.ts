/** The sandbox's command line on a program, with a state folder of its own that is removed at the end. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface Finished {
  readonly code: number;
  /** Standard output and standard error, as they came. */
  readonly output: string;
  readonly stdout: string;
}

const repository = path.resolve(import.meta.dirname, "../..");
const main = path.join(repository, "sandbox/cli/main.ts");

export class Commands {
  readonly home: string;
  readonly #program: string;

  /** @param program Folder of the program. Default: this repository. */
  constructor(program: string = repository) {
    this.#program = program;
    this.home = mkdtempSync(path.join(tmpdir(), "plinth-test-"));
  }

  start(...args: readonly string[]): { child: ChildProcess; finished: Promise<Finished> } {
    const { PULUMI_STACK: _stack, KUBECONFIG: _kubeconfig, ...env } = process.env;
    const child = spawn(process.execPath, [main, ...args], {
      cwd: this.#program,
      env: { ...env, SANDBOX_HOME: this.home, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    const finished = once(child, "close").then(([code]) => ({
      code: (code as number | null) ?? 1,
      output,
      stdout,
    }));
    return { child, finished };
  }

  /** Runs one command to its end. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  /** Runs one command that has to succeed. @throws Error with its output otherwise. */
  async succeed(...args: readonly string[]): Promise<Finished> {
    const finished = await this.run(...args);
    if (finished.code === 0) return finished;
    throw new Error(`${args.join(" ")} ended with ${finished.code}:\n${finished.output}`);
  }

  /** Ends all processes and removes the state. */
  async dispose(): Promise<void> {
    await this.run("stop");
    rmSync(this.home, { recursive: true, force: true });
  }
}

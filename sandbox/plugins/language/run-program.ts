/**
 * Runs a Pulumi program in a process of its own, as the engine's Run request describes it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { language } from "./protocol.ts";

type RunRequest = language.RunRequest;
type ProgramInfo = language.ProgramInfo;

/** How a program ended. */
export interface ProgramResult {
  /** What went wrong; empty when nothing did, or when the program has already told the user. */
  readonly error: string;
  /** The program told the user what went wrong; there is nothing to add. */
  readonly bail: boolean;
}

/** The exit code by which the SDK says that it has told the user already. */
const BAIL = 32;
/** How long a cancelled program may take to end by itself, in milliseconds. */
const GRACE = 5000;

export class ProgramRunner {
  readonly #engineAddress: string;
  readonly #running = new Set<ChildProcess>();

  constructor(engineAddress: string) {
    this.#engineAddress = engineAddress;
  }

  /** Runs the program to its end; its output goes to this process's own. */
  async run(request: RunRequest): Promise<ProgramResult> {
    const child = spawn(process.execPath, commandLine(request, this.#engineAddress), {
      stdio: ["ignore", "inherit", "inherit"],
      env: environment(request),
    });
    this.#running.add(child);
    try {
      const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
      return resultOf(code, signal);
    } catch (error) {
      return { error: `the program could not be started: ${String(error)}`, bail: false };
    } finally {
      this.#running.delete(child);
    }
  }

  /** Interrupts what runs, ends it when it does not end by itself, and resolves when nothing runs any more. */
  async cancel(): Promise<void> {
    await Promise.all(
      [...this.#running].map(async (child) => {
        const ended = once(child, "exit");
        child.kill("SIGINT");
        setTimeout(() => child.kill("SIGKILL"), GRACE).unref();
        await ended;
      }),
    );
  }

  /** Ends what runs at once. */
  kill(): void {
    for (const child of this.#running) {
      child.kill("SIGKILL");
    }
  }
}

/** What the engine is told about an exit. */
export function resultOf(code: number | null, signal: NodeJS.Signals | null): ProgramResult {
  if (code === 0) {
    return { error: "", bail: false };
  }
  if (code === BAIL) {
    return { error: "", bail: true };
  }
  const fact =
    signal === null ? `exited with non-zero exit code: ${code ?? -1}` : `was ended by signal ${signal}`;
  return { error: `Program ${fact}`, bail: false };
}

/** The command line of the SDK's own runner. */
export function commandLine(request: RunRequest, engineAddress: string): string[] {
  const info = request.getInfo();
  const program =
    info === undefined ? request.getProgram() : join(info.getProgramDirectory(), info.getEntryPoint());
  const flags: Record<string, string> = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    sync: "",
    project: request.getProject(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
    organization: request.getOrganization(),
    "root-directory": info?.getRootDirectory() ?? "",
  };
  const optional = new Set(["organization", "root-directory"]);
  const named = Object.entries(flags).filter(([name, value]) => !optional.has(name) || value !== "");
  const resolve = createRequire(join(info?.getProgramDirectory() ?? request.getPwd(), "noop.js")).resolve;
  return [
    ...nodeArguments(info),
    resolve("@pulumi/pulumi/cmd/run"),
    ...named.flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...(request.getQuerymode() ? ["--query-mode"] : []),
    program,
    ...request.getArgsList(),
  ];
}

function environment(request: RunRequest): NodeJS.ProcessEnv {
  const config: Record<string, string> = {};
  for (const [key, value] of request.getConfigMap().entries()) {
    config[key] = value;
  }
  return {
    ...process.env,
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(tmpdir(), "node-compile-cache"),
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(option(request.getInfo(), "typescript") !== false),
  };
}

function nodeArguments(info: ProgramInfo | undefined): string[] {
  const given = option(info, "nodeargs");
  return typeof given === "string" ? given.split(/\s+/).filter((argument) => argument !== "") : [];
}

function option(info: ProgramInfo | undefined, name: string): unknown {
  return info?.getOptions()?.toJavaScript()[name];
}

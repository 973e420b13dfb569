/**
 * The process that serves the stand-in providers for as long as one engine runs.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Providers {
  /** What the engine wants in PULUMI_DEBUG_PROVIDERS: `kubernetes:41001,random:41002`. */
  readonly attachment: string;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

const HOST = fileURLToPath(new URL("../plugins/host.ts", import.meta.url));
/** Milliseconds that the process has to end by itself. */
const PATIENCE = 6_000;

/**
 * Starts the providers and waits until they listen. They end when this process does, however that ends.
 *
 * @param environment says, in KUBECONFIG and SANDBOX_AWS_DIRECTORY, which cluster and account they work on
 */
export async function startProviders(environment: NodeJS.ProcessEnv): Promise<Providers> {
  const host = spawn(process.execPath, [HOST], {
    env: environment,
    // A group of its own: Ctrl-C must reach the engine alone, which needs its providers to end in good order.
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => host.once("close", () => resolve()));
  const ports = await new Promise<Record<string, number>>((resolve, reject) => {
    createInterface({ input: host.stdout }).once("line", (line) =>
      resolve(JSON.parse(line) as Record<string, number>),
    );
    host.once("error", reject);
    host.once("close", (code) =>
      reject(new Error(`the providers ended with exit code ${code} before they listened`)),
    );
  });
  return {
    attachment: Object.entries(ports)
      .map(([name, port]) => `${name}:${port}`)
      .join(","),
    async stop() {
      host.stdin.end();
      const late = setTimeout(() => host.kill("SIGKILL"), PATIENCE);
      await ended;
      clearTimeout(late);
    },
  };
}

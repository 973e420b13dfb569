/**
 * The environment in which the engine, and any command that a user runs in the sandbox, finds everything.
 */
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { cacheDirectory } from "../toolchain/index.ts";
import type { SandboxPaths } from "./paths.ts";

/** Encrypts secrets in a state that never leaves this machine; it keeps them out of sight, not out of reach. */
const PASSPHRASE = "sandbox";

export interface EnvironmentOptions {
  readonly paths: SandboxPaths;
  readonly programRoot: string;
  readonly stack: string;
  /** Path of the stack's kubeconfig. */
  readonly kubeconfig: string;
}

/** The variables that the sandbox sets, and nothing else. */
export function sandboxVariables(
  options: EnvironmentOptions,
  path = process.env["PATH"] ?? "",
): Record<string, string> {
  const { paths } = options;
  const folders = path.split(delimiter).filter((folder) => folder !== "" && resolve(folder) !== paths.bin);
  return {
    PATH: [paths.bin, ...folders].join(delimiter),
    KUBECONFIG: options.kubeconfig,
    PULUMI_BACKEND_URL: pathToFileURL(paths.backend).href,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_HOME: paths.pulumiHome,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_STACK: options.stack,
    SANDBOX_AWS_DIRECTORY: paths.aws,
    SANDBOX_HOME: paths.home,
    SANDBOX_PROGRAM: options.programRoot,
    // Keeps compiled TypeScript between runs: of the program, of the plugins and of these commands.
    NODE_COMPILE_CACHE: join(cacheDirectory(), "node"),
  };
}

/** The user's environment with the sandbox's variables in it. */
export function sandboxEnvironment(options: EnvironmentOptions): NodeJS.ProcessEnv {
  const { PULUMI_CONFIG_PASSPHRASE_FILE: _, ...inherited } = process.env;
  return { ...inherited, ...sandboxVariables(options) };
}

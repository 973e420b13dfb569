/**
 * One stack of one program in its sandbox: what every command works on.
 */
import { resolve } from "node:path";
import { prepareToolchain, type Progress, type Toolchain } from "../toolchain/index.ts";
import { startControlPlane } from "../controlplane/index.ts";
import { writeLaunchers } from "../plugins/launchers.ts";
import { requireDiskSpace } from "./disk.ts";
import { sandboxEnvironment } from "./environment.ts";
import { prepareLayout } from "./layout.ts";
import { sandboxPaths, stackPaths, type SandboxPaths, type StackPaths } from "./paths.ts";
import type { Program } from "./program.ts";
import { writeShim } from "./shim.ts";
import { writeWorkspace, type WorkspaceOptions } from "./workspace.ts";
import { readYaml } from "./yaml.ts";

export interface Session {
  readonly program: Program;
  readonly paths: SandboxPaths;
  readonly stack: string;
  readonly files: StackPaths;
  readonly toolchain: Toolchain;
  /** The user's environment with the sandbox's variables in it. */
  readonly environment: NodeJS.ProcessEnv;
  /** A cluster of the user's own (`SANDBOX_KUBECONFIG`), instead of one that the sandbox runs. */
  readonly ownCluster: string | undefined;
  readonly report: Progress;
  /** One line to the user, not part of any output that a program may read. */
  readonly note: (text: string) => void;
}

export interface SessionOptions extends Pick<WorkspaceOptions, "tolerateForeignSecrets"> {
  readonly report: Progress;
  readonly note: (text: string) => void;
}

/**
 * Prepares everything that needs no running process: the folder, the engine's project, the toolchain, the launchers.
 * The program's own files are read first, so that a mistake in them shows before anything is built.
 */
export async function openSession(
  program: Program,
  stack: string,
  options: SessionOptions,
): Promise<Session> {
  const paths = sandboxPaths(program.root);
  const files = stackPaths(paths, program.name, stack);
  prepareLayout(paths);
  const launchers = await writeLaunchers(paths.bin);
  writeWorkspace(program, paths, stack, { ...options, launchers }).forEach(options.note);
  const toolchain = await prepareToolchain({ report: options.report, ignoredPaths: [paths.bin] });
  writeShim(paths, program.root);
  const ownCluster = ownClusterOf(process.env["SANDBOX_KUBECONFIG"]);
  const kubeconfig = ownCluster ?? files.kubeconfig;
  const environment = sandboxEnvironment({ paths, programRoot: program.root, stack, kubeconfig });
  return { program, paths, stack, files, toolchain, environment, ownCluster, ...options };
}

/**
 * Makes sure that the stack's cluster answers; starts it when it does not run.
 *
 * @throws UserError when the disk has no room for what comes
 */
export async function startCluster(session: Session): Promise<void> {
  const { files, toolchain, report, ownCluster } = session;
  requireDiskSpace(session.paths.home);
  if (ownCluster === undefined) {
    await startControlPlane({ directory: files.directory, toolchain, report, ...regionOf(files) });
  }
}

/** The region that the stack's AWS resources are in, so that its nodes are in zones of that region. */
function regionOf({ settings }: StackPaths): { readonly region?: string } {
  const region: unknown = readYaml(settings).getIn(["config", "aws:region"]);
  return typeof region === "string" ? { region } : {};
}

function ownClusterOf(kubeconfig: string | undefined): string | undefined {
  return kubeconfig === undefined || kubeconfig === "" ? undefined : resolve(kubeconfig);
}

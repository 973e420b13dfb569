/**
 * Where the sandbox keeps things: everything lies under one folder beside the program.
 */
import { join, resolve } from "node:path";

/** The folder of one program's sandbox. All members are absolute paths. */
export interface SandboxPaths {
  readonly home: string;
  /** Says which layout `home` has, see `layout.ts`. */
  readonly layout: string;
  /** Name of the stack that was brought up last. */
  readonly current: string;
  /** Pulumi's file backend. */
  readonly backend: string;
  /** Pulumi's own home: workspaces, credentials of the file backend. */
  readonly pulumiHome: string;
  /** The account of the AWS stand-in. */
  readonly aws: string;
  /** First on PATH. */
  readonly bin: string;
  readonly stacks: string;
}

/** What belongs to one stack. All members are absolute paths. */
export interface StackPaths {
  readonly directory: string;
  /** The Pulumi project that the engine is pointed at. */
  readonly project: string;
  /** Of the stack's own control plane; there once it was started. */
  readonly kubeconfig: string;
  /** The engine's copy of `Pulumi.<stack>.yaml`. */
  readonly settings: string;
  /** The copy as it was generated: what differs from it was changed through the sandbox. */
  readonly settingsBase: string;
  /** The running engine, see `running.ts`. */
  readonly running: string;
  readonly checkpoint: string;
  /** Folder of the states after each update. */
  readonly backups: string;
  readonly locks: string;
}

/** `SANDBOX_HOME`, or `.sandbox` beside the program. */
export function sandboxPaths(programRoot: string, home = process.env["SANDBOX_HOME"]): SandboxPaths {
  const root = home === undefined || home === "" ? join(programRoot, ".sandbox") : resolve(home);
  return {
    home: root,
    layout: join(root, "layout.json"),
    current: join(root, "current"),
    backend: join(root, "backend"),
    pulumiHome: join(root, "pulumi"),
    aws: join(root, "aws"),
    bin: join(root, "bin"),
    stacks: join(root, "stacks"),
  };
}

/** The files of one stack. The last three are Pulumi's, in the layout of its file backend. */
export function stackPaths(paths: SandboxPaths, project: string, stack: string): StackPaths {
  const directory = join(paths.stacks, stack);
  const state = join(paths.backend, ".pulumi");
  return {
    directory,
    project: join(directory, "project"),
    kubeconfig: join(directory, "kubeconfig"),
    settings: join(directory, "project", `Pulumi.${stack}.yaml`),
    settingsBase: join(directory, "settings.base.yaml"),
    running: join(directory, "engine.json"),
    checkpoint: join(state, "stacks", project, `${stack}.json`),
    backups: join(state, "backups", project, stack),
    locks: join(state, "locks", "organization", project, stack),
  };
}

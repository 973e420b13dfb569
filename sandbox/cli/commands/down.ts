/**
 * `down`: destroys a stack, makes sure that nothing of it is left, and ends its control plane.
 */
import { existsSync, rmSync } from "node:fs";
import { KubernetesClient } from "../../api/client.ts";
import { stopControlPlane } from "../../controlplane/index.ts";
import { UserError } from "../../errors.ts";
import { reportTo, step } from "../../toolchain/index.ts";
import type { CommandLine } from "../arguments.ts";
import { readCheckpoint, resourcesOf, stackExists } from "../checkpoint.ts";
import { recoverStack, runEngine } from "../engine.ts";
import { appliedObjects, awsResources } from "../leftovers.ts";
import { sandboxPaths, stackPaths, type SandboxPaths } from "../paths.ts";
import { findProgram, requireStack, type Program } from "../program.ts";
import { openSession, startCluster, type Session } from "../session.ts";
import { forgetCurrent, nameStack, stacksOnDisk } from "../stacks.ts";
import { note } from "../terminal.ts";

export async function down({ stack: named, rest }: CommandLine): Promise<number> {
  const program = findProgram(process.cwd());
  const paths = sandboxPaths(program.root);
  const stack = nameStack(program, named);
  if (!wasEverUp(program, paths, stack)) {
    requireStack(program, stack);
    note(`Stack ${stack} is not up: there is nothing to destroy.${othersUp(paths)}`);
    return 0;
  }
  const session = await openSession(program, stack, {
    report: reportTo(process.stderr),
    note,
    tolerateForeignSecrets: true,
  });
  if (stackExists(session.files.checkpoint)) {
    const code = await destroy(session, rest);
    if (code !== 0) {
      return code;
    }
  }
  if (session.ownCluster === undefined) {
    await stopControlPlane(session.files.directory);
  }
  rmSync(session.files.directory, { recursive: true, force: true });
  forgetCurrent(paths, stack);
  const plane = session.ownCluster === undefined ? ", and its control plane is stopped" : "";
  note(`Stack ${stack} is gone${plane}.${othersUp(paths)}`);
  return 0;
}

async function destroy(session: Session, options: readonly string[]): Promise<number> {
  const { files, stack } = session;
  await startCluster(session);
  await recoverStack(session);
  const count = resourcesOf(readCheckpoint(files.checkpoint)).length;
  if (count > 0) {
    const args = ["destroy", "--yes", "--skip-preview", ...options];
    const code = await runEngine(session, args, { providers: true, changes: true });
    if (code !== 0) {
      note(`Stack ${stack} is not destroyed: pulumi ended with exit code ${code}, for the reason above.`);
      note("  What it did is kept. Run the same command again once the cause is gone");
      return code;
    }
  }
  await requireNothingLeft(session);
  note(
    session.ownCluster === undefined
      ? "Left: 0 resources in the engine's state, 0 objects in the API server, 0 resources in the AWS stand-in"
      : "Left: 0 resources in the engine's state, 0 resources in the AWS stand-in (a cluster of your own is not searched)",
  );
  return runEngine(session, ["stack", "rm", stack, "--yes"], { quiet: true });
}

/** @throws UserError that names what is left */
async function requireNothingLeft(session: Session): Promise<void> {
  const { files, paths, program, report, stack } = session;
  const left = [
    ...resourcesOf(readCheckpoint(files.checkpoint)).map(({ urn }) => `in the engine's state: ${urn}`),
    ...awsResources(paths.aws, program.name, stack).map((text) => `in the AWS stand-in: ${text}`),
  ];
  if (session.ownCluster === undefined) {
    const objects = await step(report, "checking that nothing is left in the API server", () =>
      objectsLeft(files.kubeconfig),
    );
    left.push(...objects.map((text) => `in the API server: ${text}`));
  }
  if (left.length > 0) {
    throw new UserError(
      `stack "${stack}"`,
      `it was destroyed, and ${left.length} things are left:\n  ${left.join("\n  ")}`,
      "Remove what blocks them (a finalizer, perhaps) and run the same command again",
    );
  }
}

async function objectsLeft(kubeconfig: string): Promise<readonly string[]> {
  const client = KubernetesClient.fromKubeconfig(kubeconfig);
  try {
    return await appliedObjects(client);
  } finally {
    client.close();
  }
}

function wasEverUp(program: Program, paths: SandboxPaths, stack: string): boolean {
  const files = stackPaths(paths, program.name, stack);
  return stackExists(files.checkpoint) || existsSync(files.kubeconfig);
}

function othersUp(paths: SandboxPaths): string {
  const others = stacksOnDisk(paths);
  return others.length === 0 ? "" : ` Still here: ${others.join(", ")}.`;
}

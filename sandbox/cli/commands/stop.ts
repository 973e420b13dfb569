/**
 * `stop`: ends every process of this program's sandbox. The state stays; the next command starts what it needs.
 */
import { stopControlPlane } from "../../controlplane/index.ts";
import { UserError } from "../../errors.ts";
import { sandboxPaths, stackPaths } from "../paths.ts";
import { findProgram } from "../program.ts";
import { endOrphan, findRunning } from "../running.ts";
import { stacksOnDisk } from "../stacks.ts";
import { note } from "../terminal.ts";

export async function stop(): Promise<number> {
  const program = findProgram(process.cwd());
  const paths = sandboxPaths(program.root);
  const stacks = stacksOnDisk(paths);
  for (const stack of stacks) {
    const { running } = stackPaths(paths, program.name, stack);
    const busy = findRunning(running);
    if (busy !== undefined) {
      throw new UserError(
        `stack "${stack}"`,
        `process ${busy} is changing it`,
        "Let it end, or interrupt it with Ctrl-C",
      );
    }
    await endOrphan(running);
  }
  const stopped: string[] = [];
  for (const stack of stacks) {
    if (await stopControlPlane(stackPaths(paths, program.name, stack).directory)) {
      stopped.push(stack);
    }
  }
  note(
    stopped.length === 0
      ? "Nothing was running."
      : `Stopped: ${stopped.join(", ")}. State is kept; npm run up goes on from it.`,
  );
  return 0;
}

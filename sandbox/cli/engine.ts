/**
 * Runs the Pulumi engine on a stack: in its workspace, with its providers, judged by the program's policy pack.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { stackExists } from "./checkpoint.ts";
import { runInForeground } from "./child.ts";
import { startProviders } from "./providers.ts";
import { recover } from "./recovery.ts";
import { forgetEngine, rememberEngine } from "./running.ts";
import type { Session } from "./session.ts";
import { keepChanges } from "./workspace.ts";

export interface EngineOptions {
  /** Start the stand-in providers for it; false when not said. */
  readonly providers?: boolean;
  /** It changes the state, so that one that outlives us must be found again; false when not said. */
  readonly changes?: boolean;
  /** Have the program's policy pack judge it; false when not said. */
  readonly judged?: boolean;
  /** Print nothing unless it fails; false when not said. */
  readonly quiet?: boolean;
}

/**
 * Runs one pulumi command on the stack and answers its exit code.
 * What it changed in the stack's configuration is brought back into the tracked file.
 */
export async function runEngine(
  session: Session,
  args: readonly string[],
  options: EngineOptions = {},
): Promise<number> {
  const { environment, files, program, toolchain } = session;
  const { changes = false, judged = false, quiet = false } = options;
  const providers = options.providers === true ? await startProviders(environment) : undefined;
  let printed = "";
  try {
    const code = await runInForeground({
      command: toolchain.pulumi,
      args: [
        "--cwd",
        files.project,
        ...args,
        ...(judged ? policyArguments(program.policyPack, session.stack) : []),
      ],
      environment: { ...environment, ...(providers && { PULUMI_DEBUG_PROVIDERS: providers.attachment }) },
      ownGroup: !process.stdin.isTTY,
      onOutput: quiet ? (text) => (printed += text) : undefined,
      onStart: (pid) => changes && rememberEngine(files.running, pid),
    });
    if (code !== 0 && quiet) {
      session.note(printed.trimEnd());
    }
    return code;
  } finally {
    if (changes) {
      forgetEngine(files.running);
    }
    keepChanges(program, session.paths, session.stack).forEach(session.note);
    await providers?.stop();
  }
}

/** Makes the stack known to the engine, without resources, if it is not yet. */
export async function ensureStack(session: Session): Promise<void> {
  const { files, stack } = session;
  if (stackExists(files.checkpoint)) {
    return;
  }
  const code = await runEngine(session, ["stack", "init", stack, "--non-interactive"], { quiet: true });
  if (code !== 0) {
    throw new UserError(
      `stack "${stack}"`,
      `pulumi stack init ended with exit code ${code}`,
      "See its message above",
    );
  }
}

/** Settles what an update that was killed left behind, and says what was done. */
export async function recoverStack(session: Session): Promise<void> {
  const { files, paths, stack, note } = session;
  const done = await recover({
    stack,
    files,
    aws: paths.aws,
    refresh: async (urns) => {
      const targets = urns === "all" ? [] : urns.flatMap((urn) => ["--target", urn]);
      const args = ["refresh", "--yes", "--skip-preview", "--non-interactive", ...targets];
      const code = await runEngine(session, args, { providers: true, changes: true, quiet: true });
      if (code !== 0) {
        throw new UserError(
          `stack "${stack}"`,
          `its state could not be refreshed (exit code ${code})`,
          "See the message above, then run the command again",
        );
      }
    },
  });
  done.forEach((text) => note(`recovered: ${text}`));
}

/** The arguments that have a pack judge a preview or an update, with its `levels/<stack>.json` if it has one. */
function policyArguments(pack: string | undefined, stack: string): readonly string[] {
  if (pack === undefined) {
    return [];
  }
  const levels = join(pack, "levels", `${stack}.json`);
  return ["--policy-pack", pack, ...(existsSync(levels) ? ["--policy-pack-config", levels] : [])];
}

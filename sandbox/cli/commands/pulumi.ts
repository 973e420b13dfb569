/**
 * `pulumi`: what `.sandbox/bin/pulumi` runs, so that the plain CLI works from any folder, with the stack's project,
 * cluster, providers and policy pack, and nobody can forget one of them.
 */
import { reportTo } from "../../toolchain/index.ts";
import type { CommandLine } from "../arguments.ts";
import {
  changesState,
  isJudged,
  needsProviders,
  needsStack,
  readEngineCommand,
} from "../engine-arguments.ts";
import { ensureStack, recoverStack, runEngine } from "../engine.ts";
import { runInForeground } from "../child.ts";
import { sandboxPaths } from "../paths.ts";
import { findProgram } from "../program.ts";
import { openSession, startCluster } from "../session.ts";
import { chooseStack, readCurrent, writeCurrent } from "../stacks.ts";
import { note } from "../terminal.ts";

export async function pulumi({ rest }: CommandLine): Promise<number> {
  const asked = readEngineCommand(rest);
  const program = findProgram(process.cwd());
  const stack = chooseStack(program, asked.stack, readCurrent(sandboxPaths(program.root)));
  const session = await openSession(program, stack, {
    report: reportTo(process.stderr),
    note,
    tolerateForeignSecrets: !needsProviders(asked),
  });
  if (asked.words[0] === "stack" && asked.words[1] === "select") {
    writeCurrent(session.paths, stack);
    return 0;
  }
  if (asked.hasDirectory) {
    return runInForeground({
      command: session.toolchain.pulumi,
      args: rest,
      environment: session.environment,
    });
  }
  if (needsStack(asked)) {
    await ensureStack(session);
  }
  if (needsProviders(asked)) {
    await startCluster(session);
  }
  if (changesState(asked)) {
    await recoverStack(session);
  }
  return runEngine(session, rest, {
    providers: needsProviders(asked),
    changes: changesState(asked),
    judged: isJudged(asked),
  });
}

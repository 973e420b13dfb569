/**
 * `preview`: what an update would change, judged by the policy pack, validated by the API server.
 */
import { reportTo } from "../../toolchain/index.ts";
import type { CommandLine } from "../arguments.ts";
import { ensureStack, runEngine } from "../engine.ts";
import { findProgram } from "../program.ts";
import { openSession, startCluster } from "../session.ts";
import { chooseStack } from "../stacks.ts";
import { note } from "../terminal.ts";

export async function preview({ stack: named, rest }: CommandLine): Promise<number> {
  const program = findProgram(process.cwd());
  const session = await openSession(program, chooseStack(program, named), {
    report: reportTo(process.stderr),
    note,
  });
  await Promise.all([startCluster(session), ensureStack(session)]);
  return runEngine(session, ["preview", ...rest], { providers: true, judged: true });
}

/**
 * `up`: brings a stack up, however far an earlier attempt came, and says what runs where.
 */
import { elapsed, reportTo } from "../../toolchain/index.ts";
import type { CommandLine } from "../arguments.ts";
import { ensureStack, recoverStack, runEngine } from "../engine.ts";
import { nameInProgram, findProgram } from "../program.ts";
import { openSession, startCluster } from "../session.ts";
import { chooseStack, writeCurrent } from "../stacks.ts";
import { gatherSummary } from "../summary.ts";
import { renderSummary } from "../summary.render.ts";
import { note, paintFor } from "../terminal.ts";

export async function up({ stack: named, rest }: CommandLine): Promise<number> {
  const phases = new Phases();
  const program = findProgram(process.cwd());
  const stack = chooseStack(program, named);
  const session = await openSession(program, stack, { report: reportTo(process.stderr), note });
  phases.end("toolchain");
  await Promise.all([startCluster(session), ensureStack(session)]);
  phases.end("control plane");
  writeCurrent(session.paths, stack);
  await recoverStack(session);
  const pack =
    program.policyPack === undefined ? "" : `, judged by ${nameInProgram(program, program.policyPack)}/`;
  note(`pulumi up, stack ${stack}${pack}`);
  const code = await runEngine(session, ["up", "--yes", ...rest], {
    providers: true,
    changes: true,
    judged: true,
  });
  phases.end("pulumi up");
  if (code !== 0) {
    const red = paintFor(process.stderr)("red", "error:");
    note(`${red} stack ${stack} is not up: pulumi ended with exit code ${code}, for the reason above`);
    note("  What it did is kept. Run the same command again once the cause is gone, or npm run down");
    return code;
  }
  if (!rest.includes("--json")) {
    process.stdout.write(renderSummary(await gatherSummary(session, phases.ended), paintFor(process.stdout)));
  }
  return 0;
}

/** How long each part of the work took. */
class Phases {
  readonly ended: string[] = [];
  #since = performance.now();

  end(name: string): void {
    const now = performance.now();
    this.ended.push(`${name} ${elapsed(now - this.#since)}`);
    this.#since = now;
  }
}

/**
 * Kills `up` at moments spread over its whole course, and `down` too, and checks that the next one converges with
 * nothing twice and nothing left. DRILL_KILLS says how many moments, 9 when not said.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { readCheckpoint, resourcesOf } from "./checkpoint.ts";
import { processesOf } from "./e2e/processes.ts";
import { TestProgram, type Finished, type Running } from "./e2e/program.ts";
import { awsResources } from "./leftovers.ts";

const KILLS = Number(process.env["DRILL_KILLS"] ?? 9);
/** Who is killed: the command alone, the engine alone, or both. */
const VICTIMS = ["command", "engine", "both"] as const;

describe("killing the sandbox", function () {
  this.timeout(600_000);
  let program: TestProgram;
  /** Milliseconds that each command takes when nobody disturbs it. */
  const duration = { up: 0, down: 0 };

  before(async () => {
    program = new TestProgram();
    program.write("Pulumi.dev.yaml", "config:\n  app:count: 12\n  aws:region: us-east-1\n");
    // The first time loads definitions and fills caches.
    await succeed("preview");
    for (const command of ["up", "down"] as const) {
      await succeed("preview");
      const started = performance.now();
      await succeed(command);
      duration[command] = performance.now() - started;
    }
  });
  after(() => program.dispose());

  for (let index = 0; index < KILLS; index++) {
    const victim = VICTIMS[index % VICTIMS.length] ?? "both";
    const fraction = (index + 0.5) / KILLS;
    it(`converges after up lost its ${victim} at ${Math.round(fraction * 100)} % of its course`, async () => {
      await succeed("preview");
      await killedAt(program.start("up"), duration.up * fraction, victim);
      await succeed("up");
      await succeed("preview", "--expect-no-changes");
      requireNothingTwice();
      if (index % 3 === 0) {
        await killedAt(program.start("down"), duration.down * fraction, victim);
      }
      await succeed("down");
      assert.deepEqual(awsResources(program.paths.aws, "app", "dev"), []);
      assert.deepEqual(processesOf(program.root), []);
    });
  }

  async function succeed(...args: readonly string[]): Promise<Finished> {
    const result = await program.run(...args);
    assert.equal(result.code, 0, `${args.join(" ")}\n${result.stdout}\n${result.stderr}`);
    return result;
  }

  async function killedAt(
    { child, finished }: Running,
    moment: number,
    victim: (typeof VICTIMS)[number],
  ): Promise<void> {
    await pause(moment);
    const engine = enginePid();
    if (victim !== "engine" || engine === undefined) {
      child.kill("SIGKILL");
    }
    if (victim !== "command" && engine !== undefined) {
      killIfThere(engine);
    }
    await finished;
  }

  function enginePid(): number | undefined {
    try {
      const { engine } = JSON.parse(readFileSync(program.files().running, "utf8")) as {
        engine: { pid: number };
      };
      return engine.pid;
    } catch {
      return undefined;
    }
  }

  function requireNothingTwice(): void {
    const recorded = resourcesOf(readCheckpoint(program.files().checkpoint)).filter(({ type }) =>
      type.startsWith("aws:"),
    );
    const existing = awsResources(program.paths.aws, "app", "dev");
    assert.deepEqual(existing.toSorted(), recorded.map(({ type, id }) => `${type} ${id ?? ""}`).toSorted());
  }
});

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

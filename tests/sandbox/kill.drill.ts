/**
 * Kills `up` of the dev stack at random moments, twice on its way from nothing, and checks that running it again
 * converges, with nothing twice and nothing lost. DRILL_KILLS says how many times in all, 10 when not said;
 * DRILL_SEED repeats a run that failed.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { KubernetesClient, objectsAt, type KubernetesObject } from "../../sandbox/api/client.ts";
import { readCheckpoint, resourcesOf, type ResourceState } from "../../sandbox/cli/checkpoint.ts";
import { processesOf } from "../../sandbox/cli/e2e/processes.ts";
import { awsResources } from "../../sandbox/cli/leftovers.ts";
import { sandboxPaths, stackPaths } from "../../sandbox/cli/paths.ts";
import { findControlPlane } from "../../sandbox/controlplane/index.ts";
import { Commands } from "./command.ts";

const kills = Number(process.env["DRILL_KILLS"] ?? 10);
const seed = Number(process.env["DRILL_SEED"] ?? Date.now() % 1_000_000);
const project = "plinth";
const stack = "dev";

/** Who is killed: the command alone, also all that works for it, or also the control plane. */
const victims = ["command", "engine too", "everything"] as const;

interface Kill {
  readonly victim: (typeof victims)[number];
  /** How much of its course `up` has behind it: from 0 to 1. */
  readonly moment: number;
}

describe(`killing up of the ${stack} stack, DRILL_SEED=${seed}`, function () {
  this.timeout(900_000);
  const commands = new Commands();
  const paths = sandboxPaths("", commands.home);
  const files = stackPaths(paths, project, stack);
  const rounds = roundsOf(seed);
  /** Milliseconds that an `up` from nothing takes when nobody disturbs it. */
  let duration = 0;

  before(async () => {
    const started = performance.now();
    await commands.succeed("up", stack);
    duration = performance.now() - started;
    await commands.succeed("down", stack);
  });
  after(() => commands.dispose());

  for (const round of rounds) {
    it(`converges after it was killed ${round.map(describeKill).join(", then ")}`, async () => {
      for (const { victim, moment } of round) {
        const { child } = commands.start("up", stack);
        // Not until its output ends: an engine that outlives its command may go on writing.
        const ended = once(child, "exit");
        await pause(duration * moment);
        await killAll(victim, child.pid ?? 0);
        await ended;
      }
      await commands.succeed("up", stack);
      await commands.succeed("preview", stack, "--expect-no-changes");
      const resources = resourcesOf(readCheckpoint(files.checkpoint));
      requireSameInAccount(resources);
      await requireSameInCluster(resources);
      const { output } = await commands.succeed("down", stack);
      assert.match(
        output,
        /Left: 0 resources in the engine's state, 0 objects in the API server, 0 resources in the AWS stand-in/,
      );
      assert.deepEqual(processesOf(commands.home), []);
    });
  }

  async function killAll(victim: Kill["victim"], command: number): Promise<void> {
    const plane = victim === "engine too" ? await findControlPlane(files.directory) : undefined;
    const spared = new Set(Object.values(plane?.pids ?? {}));
    const others =
      victim === "command" ? [] : processesOf(commands.home).map((line) => Number.parseInt(line, 10));
    for (const pid of [command, ...others.filter((other) => !spared.has(other))]) killIfThere(pid);
  }

  function requireSameInAccount(resources: readonly ResourceState[]): void {
    const recorded = resources.filter(({ type, custom }) => custom && type.startsWith("aws:"));
    assert.deepEqual(
      awsResources(paths.aws, project, stack).toSorted(),
      recorded.map(({ type, id }) => `${type} ${id ?? ""}`).toSorted(),
    );
  }

  async function requireSameInCluster(resources: readonly ResourceState[]): Promise<void> {
    const recorded = resources.filter(({ type, custom }) => custom && type.startsWith("kubernetes:"));
    const client = KubernetesClient.fromKubeconfig(files.kubeconfig);
    try {
      const kinds = new Map(recorded.map(({ type }) => [type, kindOf(type)]));
      const lists = [...kinds].map(async ([type, kind]) => {
        const objects = (await client.list(kind)).filter(isApplied);
        return objects.map(
          ({ metadata: { namespace, name } }) =>
            `${type} ${namespace === undefined ? "" : `${namespace}/`}${name}`,
        );
      });
      const found = (await Promise.all(lists)).flat();
      assert.deepEqual(found.toSorted(), recorded.map(({ type, id }) => `${type} ${id ?? ""}`).toSorted());
      await requireNoPreviews(client);
    } finally {
      client.close();
    }
  }
});

/** The namespaces in which killed previews judged what they would create go away with the next one. */
async function requireNoPreviews(client: KubernetesClient): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const namespaces = await client.list({ apiVersion: "v1", kind: "Namespace" });
    const left = namespaces
      .map(({ metadata }) => metadata.name ?? "")
      .filter((name) => name.startsWith("preview-"));
    if (left.length === 0) return;
    assert.ok(Date.now() < deadline, `left: ${left.join(", ")}`);
    await pause(500);
  }
}

/** `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Secret` */
function kindOf(type: string): { readonly apiVersion: string; readonly kind: string } {
  const [, version = "", kind = ""] = type.split(":");
  return { apiVersion: version.replace(/^core\//, ""), kind };
}

function isApplied(object: KubernetesObject): boolean {
  return objectsAt(object, "metadata", "managedFields").some(
    ({ manager, operation }) =>
      operation === "Apply" && typeof manager === "string" && manager.startsWith("pulumi-kubernetes-"),
  );
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function describeKill({ victim, moment }: Kill): string {
  return `(${victim}) at ${Math.round(moment * 100)} %`;
}

/** Pairs of kills, the same for the same start. */
function roundsOf(start: number): readonly (readonly Kill[])[] {
  const random = randomNumbers(start);
  const all = Array.from({ length: kills }, (_, index): Kill => ({
    victim: victims[index % victims.length] ?? "command",
    moment: random(),
  }));
  return all.flatMap((_, index) => (index % 2 === 0 ? [all.slice(index, index + 2)] : []));
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruential generator. */
function randomNumbers(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/**
 * Preview of the platform beside preview of a bare program with as many resources, on one control plane.
 */
import { join } from "node:path";
import { prepareToolchain, reportTo, startControlPlane, stopControlPlane } from "../sandbox/index.ts";
import { writeBareProgram } from "./bare.ts";
import {
  removeFolder,
  repository,
  temporaryFolder,
  withProgram,
  type Finished,
  type MeasuredProgram,
} from "./program.ts";
import { progress, sayTable, sayTargets, spreadCells, type Target } from "./report.ts";
import { pairedRatios, spreadOf } from "./statistics.ts";

export interface PreviewOptions {
  readonly runs: number;
  readonly stack: string;
  /** Also with both programs deployed, where a preview has nothing to change. */
  readonly deployed: boolean;
}

/** The most that a judged preview of the platform may take, as a multiple of the bare one. */
const TARGET = 1.5;
const POLICY_PACK = join(repository, "policies");

interface Variant {
  readonly name: string;
  readonly program: MeasuredProgram;
}

/** One program without and with the policy pack, on one state. */
interface Pair {
  readonly name: string;
  readonly judged: Variant;
  readonly alone: Variant;
}

export async function measurePreview(options: PreviewOptions): Promise<void> {
  const { stack } = options;
  const folder = temporaryFolder();
  const toolchain = await prepareToolchain({ report: reportTo(process.stderr) });
  const directory = join(folder, "cluster");
  try {
    const { kubeconfig } = await startControlPlane({
      directory,
      toolchain,
      report: reportTo(process.stderr),
    });
    const cluster = { SANDBOX_KUBECONFIG: kubeconfig };
    await withPair(stack, repository, cluster, async (platform) => {
      const resources = countOf(await platform.judged.program.run("preview", stack), "to create");
      const root = join(folder, "bare");
      // The stack itself is counted too.
      writeBareProgram(root, stack, resources - 1);
      await withPair("bare", root, cluster, (bare) => compare({ platform, bare, resources }, options));
    });
  } finally {
    await stopControlPlane(directory);
    removeFolder(folder);
  }
}

interface Comparison {
  readonly platform: Pair;
  readonly bare: Pair;
  readonly resources: number;
}

async function compare(comparison: Comparison, { runs, stack, deployed }: PreviewOptions): Promise<void> {
  const { platform, bare, resources } = comparison;
  const variants = [bare.alone, bare.judged, platform.alone, platform.judged];
  const nothing = await takeTurns(variants, { runs, stack, resources, verdict: "to create" });
  const targets = [sayComparison(`nothing deployed, ${resources} to create`, variants, nothing)];
  if (deployed) {
    for (const { name, alone } of [platform, bare]) {
      progress(`deploying ${name} ...`);
      await alone.program.run("up", stack);
    }
    const all = await takeTurns(variants, { runs, stack, resources, verdict: "unchanged" });
    targets.push(sayComparison(`all deployed, ${resources} unchanged`, variants, all));
  }
  sayTargets(targets);
}

interface Turns {
  readonly runs: number;
  readonly stack: string;
  readonly resources: number;
  /** What the summary has to say of all resources. */
  readonly verdict: string;
}

/** Seconds of every variant, by run: in each run every variant has a turn, and another one begins. */
async function takeTurns(
  variants: readonly Variant[],
  turns: Turns,
): Promise<readonly (readonly number[])[]> {
  const { runs, stack, resources, verdict } = turns;
  const seconds = variants.map((): number[] => []);
  // The first turn compiles, and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    for (let turn = 0; turn < variants.length; turn += 1) {
      const index = (run + turn) % variants.length;
      const variant = variants[index];
      if (variant !== undefined) {
        const finished = await variant.program.run("preview", stack);
        requireCount(variant.name, countOf(finished, verdict), resources);
        seconds[index]?.push(finished.seconds);
      }
    }
    const latest = seconds.map((each) => (each.at(-1) ?? 0).toFixed(1)).join(", ");
    progress(`preview ${run === 0 ? "warm-up" : `${run} of ${runs}`}: ${latest} s`);
  }
  return seconds.map((each) => each.slice(1));
}

function sayComparison(
  situation: string,
  variants: readonly Variant[],
  seconds: readonly (readonly number[])[],
): Target {
  const [base = []] = seconds;
  const ratio = (each: readonly number[]) => spreadOf(each).median / spreadOf(base).median;
  sayTable(`preview, ${situation}: seconds of the command, and × the bare program, ${base.length} runs`, [
    ["", "min", "median", "max", "ratio of medians", "paired: min", "median", "max"],
    ...variants.map(({ name }, index) => {
      const own = seconds[index] ?? [];
      return [
        name,
        ...spreadCells(own, 2),
        ratio(own).toFixed(2),
        ...spreadCells(pairedRatios(own, base), 2),
      ];
    }),
  ]);
  const [first, last] = [variants[0]?.name, variants.at(-1)?.name];
  return {
    what: `${last} beside ${first}, ${situation}`,
    atMost: TARGET,
    measured: ratio(seconds.at(-1) ?? []),
    unit: "×",
  };
}

/** Both share the state of one sandbox, so that both have the same deployed. */
async function withPair(
  name: string,
  root: string,
  cluster: Readonly<Record<string, string>>,
  work: (pair: Pair) => Promise<void>,
): Promise<void> {
  const environment = { ...cluster, SANDBOX_POLICY_PACK: "" };
  await withProgram({ root, environment }, async (program) => {
    const judged = program.with({ SANDBOX_POLICY_PACK: POLICY_PACK });
    await work({
      name,
      alone: { name: `${name} without pack`, program },
      judged: { name: `${name} with pack`, program: judged },
    });
  });
}

/** The number in the preview's own summary, such as `+ 220 to create`. */
function countOf({ lines }: Finished, verdict: string): number {
  const summary = lines.map(({ text }) => /^\s+(?:\+ )?(\d+) (.+)$/.exec(text));
  return Number(summary.findLast((found) => found?.[2] === verdict)?.[1] ?? 0);
}

function requireCount(name: string, found: number, wanted: number): void {
  if (found !== wanted) {
    throw new Error(
      `preview of ${name}: its summary counts ${found} resources, ${wanted} are to be compared`,
    );
  }
}

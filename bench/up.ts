/**
 * The phases of `npm run up`, from a warm cache, on an empty state.
 */
import { withProgram, type Finished } from "./program.ts";
import { progress, sayTable, sayTargets, spreadCells } from "./report.ts";
import { spreadOf } from "./statistics.ts";

export interface UpOptions {
  readonly runs: number;
  readonly stack: string;
}

/** A phase ends with the first line that matches; the last one, with the command. */
const PHASES: readonly { readonly name: string; readonly end?: RegExp }[] = [
  { name: "npm, toolchain check", end: /^starting the control plane.*\.\.\.$/ },
  { name: "control plane", end: /^starting the control plane.*: done/ },
  { name: "providers, engine start", end: /^Previewing update/ },
  { name: "preview, judged", end: /^Updating \(/ },
  { name: "update, judged", end: /^\s*Duration: / },
  { name: "summary" },
];

/** Seconds from the command's start to the end of each phase, in the order of `PHASES`. */
type Ends = readonly number[];

export async function measureUp({ runs, stack }: UpOptions): Promise<void> {
  progress("filling the cache ...");
  await withProgram({}, (program) => program.run("preview", stack));
  const measured: Ends[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const ends = await withProgram({}, async (program) =>
      phaseEnds(await program.execute("npm", ["run", "up", "--", stack])),
    );
    measured.push(ends);
    progress(`up ${run} of ${runs}: ${(ends.at(-1) ?? 0).toFixed(1)} s`);
  }
  const end = (phase: number) => measured.map((ends) => ends[phase] ?? Number.NaN);
  const length = (phase: number) =>
    measured.map((ends) => (ends[phase] ?? Number.NaN) - (ends[phase - 1] ?? 0));
  sayTable(`npm run up -- ${stack}: seconds in each phase, ${runs} runs`, [
    ["", "min", "median", "max"],
    ...PHASES.map(({ name }, phase) => [name, ...spreadCells(length(phase))]),
    ["whole command", ...spreadCells(end(PHASES.length - 1))],
  ]);
  const ready = spreadOf(end(1)).median;
  const whole = spreadOf(end(PHASES.length - 1)).median;
  sayTargets([
    { what: "control plane ready, from the command's start", atMost: 6, measured: ready, unit: "s" },
    ...(stack === "dev" ? [{ what: "whole dev stack", atMost: 60, measured: whole, unit: "s" }] : []),
  ]);
}

/** @throws Error when the output lacks the line that ends a phase */
function phaseEnds({ lines, seconds }: Finished): Ends {
  return PHASES.map(({ name, end }) => {
    if (end === undefined) {
      return seconds;
    }
    const line = lines.find(({ text }) => end.test(text));
    if (line === undefined) {
      const output = lines.map(({ text }) => text).join("\n");
      throw new Error(`phase "${name}": no line of the output matches ${String(end)}:\n${output}`);
    }
    return line.at;
  });
}

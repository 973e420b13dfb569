/**
 * How the measurements speak: the machine, tables of figures, targets and whether they were met.
 */
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from "node:os";
import { renderTable } from "../sandbox/cli/table.ts";
import { spreadOf } from "./statistics.ts";

/** A figure that the project wants, and where it stands. */
export interface Target {
  readonly what: string;
  readonly atMost: number;
  readonly measured: number;
  /** `s`, `×`, `MiB`. */
  readonly unit: string;
}

export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** One line to whoever waits; not part of the figures. */
export function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

export function describeMachine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model ?? "unknown processor";
  return `${availableParallelism()} cores (${model}), ${memory} GiB, ${platform()} ${arch()}, Node ${process.version}, load ${load()}`;
}

/** How many processes wanted a processor in the last minute: above the number of cores, figures are too high. */
export function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

/** A heading, and rows of which the first is the columns' names; all columns but the first hold figures. */
export function sayTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows.reduce<number[]>(
    (known, row) => row.map((cell, column) => Math.max(known[column] ?? 0, cell.length)),
    [],
  );
  const aligned = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column] ?? 0))),
  );
  say(`\n${title}`);
  renderTable(aligned).forEach((line) => say(`  ${line}`));
}

/** The cells `min  median  max` of one row. */
export function spreadCells(figures: readonly number[], digits = 1): readonly string[] {
  const { min, median, max } = spreadOf(figures);
  return [min, median, max].map((figure) => figure.toFixed(digits));
}

export function sayTargets(targets: readonly Target[]): void {
  say("\nTargets, by the median");
  const rows = targets.map(({ what, atMost, measured, unit }) => [
    measured <= atMost ? "met" : "MISSED",
    what,
    `${measured.toFixed(2)} ${unit}`,
    `wanted: at most ${atMost} ${unit}`,
  ]);
  renderTable(rows).forEach((line) => say(`  ${line}`));
}

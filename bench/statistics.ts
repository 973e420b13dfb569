/**
 * Figures of several runs. The median is the one to quote: it does not mind one run that something disturbed.
 */

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @throws RangeError when there are no figures */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((one, other) => one - other);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) {
    throw new RangeError("a spread needs at least one figure");
  }
  const middle = sorted.length / 2;
  const [below = min, above = max] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return { min, median: (below + above) / 2, max };
}

/** How often each figure holds the one of the same run: what slows a machine down for a while slows both. */
export function pairedRatios(figures: readonly number[], others: readonly number[]): readonly number[] {
  return figures.map((figure, run) => figure / (others[run] ?? Number.NaN));
}

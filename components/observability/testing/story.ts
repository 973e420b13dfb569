/**
 * For every alert: a story in which it fires and recovers, and the near misses in which it stays silent.
 * Series are in promtool's notation, one sample a minute: `1x4` is five samples of 1, `_` none, `0+50x9` a counter.
 */

/** An alert as it is expected to fire: its labels beside severity and environment, and its summary. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
  readonly summary: string;
}

export interface Story {
  readonly series: Readonly<Record<string, string>>;
  /** Time since the start to what fires then; nothing is `[]`. */
  readonly expect: Readonly<Record<string, readonly Firing[]>>;
}

export interface AlertCases {
  readonly severity: "critical" | "warning";
  /** Begins and ends with nothing firing. */
  readonly fires: Story;
  readonly silent: Readonly<Record<string, Story>>;
}

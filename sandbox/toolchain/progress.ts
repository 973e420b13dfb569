/**
 * Tells somebody who waits what is being done and for how long already.
 */

/** Where steps are announced. */
export interface Progress {
  /** Announces a step, in the present participle: `building kubernetes v1.35.8`. */
  begin(what: string): Step;
}

/** One step under way. */
export interface Step {
  /** What the step is at, in a few words; shown beside the elapsed time. */
  update(detail: string): void;
  /** The step is over. The outcome is `done` when not said. */
  end(outcome?: string): void;
}

/** What of a terminal or a log file the progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A step without a terminal says that it is alive every so many milliseconds. */
const HEARTBEAT = 30_000;
/** A terminal's line is drawn anew every so many milliseconds. */
const REDRAW = 250;

/**
 * Progress for people: on a terminal one line per step that is drawn anew until the step ends;
 * elsewhere a line at the start, one every 30 seconds, and one at the end.
 */
export function reportTo(stream: ProgressStream): Progress {
  return {
    begin: (what) => (stream.isTTY === true ? new LiveStep(stream, what) : new LoggedStep(stream, what)),
  };
}

/** Progress that says nothing. */
export const silent: Progress = { begin: () => ({ update() {}, end() {} }) };

/**
 * Runs work as one step, which ends with `failed` when the work throws.
 * The work gets the step, to update it.
 */
export async function step<T>(
  progress: Progress,
  what: string,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const current = progress.begin(what);
  try {
    const result = await work(current);
    current.end();
    return result;
  } catch (error) {
    current.end("failed");
    throw error;
  }
}

class LoggedStep implements Step {
  readonly #stream: ProgressStream;
  readonly #what: string;
  readonly #started = Date.now();
  readonly #timer: NodeJS.Timeout;
  #detail = "";

  constructor(stream: ProgressStream, what: string) {
    this.#stream = stream;
    this.#what = what;
    stream.write(`${what} ...\n`);
    this.#timer = setInterval(() => {
      const detail = this.#detail === "" ? "" : `, ${this.#detail}`;
      stream.write(`still ${what} (${elapsed(Date.now() - this.#started)}${detail})\n`);
    }, HEARTBEAT).unref();
  }

  update(detail: string): void {
    this.#detail = detail;
  }

  end(outcome = "done"): void {
    clearInterval(this.#timer);
    this.#stream.write(`${this.#what}: ${outcome} (${elapsed(Date.now() - this.#started)})\n`);
  }
}

class LiveStep implements Step {
  readonly #stream: ProgressStream;
  readonly #what: string;
  readonly #started = Date.now();
  readonly #timer: NodeJS.Timeout;
  #detail = "";

  constructor(stream: ProgressStream, what: string) {
    this.#stream = stream;
    this.#what = what;
    this.#timer = setInterval(() => this.#draw(), REDRAW).unref();
    this.#draw();
  }

  update(detail: string): void {
    this.#detail = detail;
  }

  end(outcome = "done"): void {
    clearInterval(this.#timer);
    this.#stream.write(`${CLEAR_LINE}${this.#what}: ${outcome} (${elapsed(Date.now() - this.#started)})\n`);
  }

  #draw(): void {
    const line = `${this.#what} (${elapsed(Date.now() - this.#started)}) ${this.#detail}`;
    this.#stream.write(CLEAR_LINE + line.slice(0, (this.#stream.columns ?? 80) - 1));
  }
}

const CLEAR_LINE = "\r\u001b[2K";

/** Milliseconds as people say them: `0.4 s`, `12 s`, `3 min 25 s`. */
export function elapsed(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * Side-by-side measurements on this machine: prints figures and ratios, judges nothing but the targets it prints.
 *
 *   node bench/run.ts up       phases of `npm run up`
 *   node bench/run.ts preview  preview of the platform beside a bare program
 *   node bench/run.ts memory   peak memory of every process in a preview
 *
 * Options: --stack <name>, --runs <n>, and for preview --first-only, which deploys nothing.
 */
import { parseArgs } from "node:util";
import { measureMemory } from "./memory.ts";
import { measurePreview } from "./preview.ts";
import { endWorkOnInterrupt } from "./program.ts";
import { describeMachine, progress, say } from "./report.ts";
import { measureUp } from "./up.ts";

interface Options {
  readonly stack: string | undefined;
  readonly runs: number | undefined;
  readonly firstOnly: boolean;
}

const MEASUREMENTS: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  up: ({ stack = "dev", runs = 3 }) => measureUp({ stack, runs }),
  preview: ({ stack = "prod", runs = 5, firstOnly }) => measurePreview({ stack, runs, deployed: !firstOnly }),
  memory: ({ stack = "prod", runs = 3 }) => measureMemory({ stack, runs }),
};

const USAGE = `usage: npm run bench -- [${Object.keys(MEASUREMENTS).join("|")}] [--stack <name>] [--runs <n>] [--first-only]`;

function readArguments(): { readonly names: readonly string[]; readonly options: Options } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stack: { type: "string" },
      runs: { type: "string" },
      "first-only": { type: "boolean", default: false },
    },
  });
  const names = positionals.length === 0 ? Object.keys(MEASUREMENTS) : positionals;
  const unknown = names.find((name) => !Object.hasOwn(MEASUREMENTS, name));
  if (unknown !== undefined) {
    throw new Error(`"${unknown}" is no measurement`);
  }
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
    throw new Error(`--runs ${values.runs}: expected a whole number from 1 on`);
  }
  return { names, options: { stack: values.stack, runs, firstOnly: values["first-only"] } };
}

let chosen: ReturnType<typeof readArguments>;
try {
  chosen = readArguments();
} catch (error) {
  progress(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exit(2);
}
endWorkOnInterrupt();
say(describeMachine());
try {
  for (const name of chosen.names) {
    await MEASUREMENTS[name]?.(chosen.options);
  }
} catch (error) {
  progress(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

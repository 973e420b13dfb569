/**
 * What a `pulumi` command line asks for, as far as the sandbox must know it.
 */
import { parseArgs } from "node:util";

export interface EngineCommand {
  /** The first words: `["up"]`, `["stack", "export"]`, `["config", "set", "app:size", "small"]`. */
  readonly words: readonly string[];
  readonly stack: string | undefined;
  /** The user points the engine at a project himself. */
  readonly hasDirectory: boolean;
  /** Only help was asked for. */
  readonly wantsHelp: boolean;
}

/** Options that take a value and may stand before the command's words. */
const VALUED = {
  stack: { type: "string", short: "s" },
  cwd: { type: "string", short: "C" },
  color: { type: "string" },
  profiling: { type: "string" },
  tracing: { type: "string" },
  verbose: { type: "string", short: "v" },
  config: { type: "string", short: "c", multiple: true },
  message: { type: "string", short: "m" },
  parallel: { type: "string", short: "p" },
  target: { type: "string", short: "t", multiple: true },
  help: { type: "boolean", short: "h" },
} as const;

/** Words after `stack` that the name of a stack may follow. */
const NAMES_STACK = new Set(["select", "init", "rm"]);
/** Commands that call providers. */
const WITH_PROVIDERS = new Set([
  "preview",
  "pre",
  "up",
  "update",
  "refresh",
  "destroy",
  "down",
  "import",
  "watch",
]);
/** Of those, the ones that change the state and lock it. */
const CHANGING = new Set(["up", "update", "refresh", "destroy", "down", "import", "watch"]);
/** Commands that take `--policy-pack`. */
const JUDGED = new Set(["preview", "pre", "up", "update"]);
/** Commands that want the stack to exist, and may well be the first that a user runs. */
const NEEDS_STACK = new Set([...WITH_PROVIDERS, "config", "cfg", "conf"]);

export function readEngineCommand(args: readonly string[]): EngineCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: VALUED,
    strict: false,
    allowPositionals: true,
  });
  const [first, second, third] = positionals;
  const named = first === "stack" && NAMES_STACK.has(second ?? "") ? third : undefined;
  return {
    words: positionals,
    stack: typeof values.stack === "string" ? values.stack : named,
    hasDirectory: values.cwd !== undefined,
    wantsHelp: values.help === true,
  };
}

export function needsProviders({ words, wantsHelp }: EngineCommand): boolean {
  return !wantsHelp && WITH_PROVIDERS.has(words[0] ?? "");
}

export function changesState({ words, wantsHelp }: EngineCommand): boolean {
  return !wantsHelp && CHANGING.has(words[0] ?? "");
}

export function isJudged({ words, wantsHelp }: EngineCommand): boolean {
  return !wantsHelp && JUDGED.has(words[0] ?? "");
}

export function needsStack({ words, wantsHelp }: EngineCommand): boolean {
  return !wantsHelp && NEEDS_STACK.has(words[0] ?? "");
}

/**
 * The command lines of the sandbox.
 */
import { parseArgs } from "node:util";
import { UserError } from "../errors.ts";

const commandNames = ["up", "preview", "down", "run", "stop", "status", "pulumi"] as const;
export type CommandName = (typeof commandNames)[number];

export interface CommandLine {
  readonly command: CommandName | "help";
  /** The stack that was named. */
  readonly stack: string | undefined;
  /** What is not ours: options of pulumi, or the command to run. */
  readonly rest: readonly string[];
}

const OPTIONS = {
  stack: { type: "string", short: "s" },
  help: { type: "boolean", short: "h" },
} as const;

/**
 * Reads a command line.
 *
 * - `up|preview|down [<stack>] [options of pulumi]`: the stack stands first or in `--stack`, the rest is passed on
 * - `run [--stack <stack>] [<command>…]`: everything from the first word on is the command
 * - `pulumi …`: everything is passed on
 *
 * @throws UserError for an unknown command, or arguments where there are none
 */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [name, ...args] = argv;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    return { command: "help", stack: undefined, rest: [] };
  }
  const command = commandNames.find((known) => known === name);
  if (command === undefined) {
    const known = commandNames.filter((each) => each !== "pulumi").join(", ");
    throw new UserError(`"${name}"`, "there is no such command", `Choose one of: ${known}`);
  }
  if (command === "pulumi") {
    return { command, stack: undefined, rest: args };
  }
  const line = { command, ...(command === "run" ? readRun(args) : readEngineOptions(args)) };
  if ((command === "stop" || command === "status") && (line.stack !== undefined || line.rest.length > 0)) {
    throw new UserError(
      `"${args.join(" ")}"`,
      `${command} is about all stacks and takes no arguments`,
      `Run it alone`,
    );
  }
  return line.help ? { command: "help", stack: undefined, rest: [] } : line;
}

type Read = Pick<CommandLine, "stack" | "rest"> & { readonly help: boolean };

/** `[<stack>] [options]`: our options are taken out, all others stay in their order. */
function readEngineOptions(args: readonly string[]): Read {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const taken = new Set<number>();
  for (const token of tokens) {
    if (token.kind === "option" && token.name === "stack") {
      taken.add(token.index);
      if (token.inlineValue === false) {
        taken.add(token.index + 1);
      }
    }
  }
  const rest = args.filter((_, index) => !taken.has(index));
  const first = rest[0]?.startsWith("-") === false ? rest.shift() : undefined;
  const named = typeof values.stack === "string" ? values.stack : undefined;
  if (first !== undefined && named !== undefined && first !== named) {
    throw new UserError("stack", `both "${first}" and "${named}" were named`, "Name one");
  }
  return { stack: named ?? first, rest, help: values.help === true };
}

/** Our options stand before the first word that is none; from there on everything belongs to the command. */
function readRun(args: readonly string[]): Read {
  const { tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const start = tokens.find(({ kind }) => kind !== "option")?.index ?? args.length;
  const { values } = parseArgs({ args: args.slice(0, start), options: OPTIONS, strict: false });
  const rest = args.slice(args[start] === "--" ? start + 1 : start);
  return {
    stack: typeof values.stack === "string" ? values.stack : undefined,
    rest,
    help: values.help === true,
  };
}

/**
 * From a command line to the command that does it.
 */
import { readCommandLine, type CommandLine, type CommandName } from "../arguments.ts";
import { printError } from "../terminal.ts";

/** A command: answers the exit code. */
type Command = (line: CommandLine) => Promise<number>;

const COMMANDS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  up: async () => (await import("./up.ts")).up,
  preview: async () => (await import("./preview.ts")).preview,
  down: async () => (await import("./down.ts")).down,
  run: async () => (await import("./run.ts")).run,
  stop: async () => (await import("./stop.ts")).stop,
  status: async () => (await import("./status.ts")).status,
  pulumi: async () => (await import("./pulumi.ts")).pulumi,
};

const HELP = `A Pulumi program's stacks on this machine: the real engine, a real API server, no cloud account.

  npm run up [-- <stack>] [options of pulumi up]            bring a stack up, judged by the policy pack
  npm run preview [-- <stack>] [options of pulumi preview]  what an update would change
  npm run down [-- <stack>] [options of pulumi destroy]     destroy a stack, and check that nothing is left
  npm run sandbox [-- [--stack <stack>] <command>]          run a command in the sandbox's environment
                                                            (kubectl, pulumi, …); without one, print the environment
  npm run sandbox:status                                    which stacks there are, and what runs
  npm run sandbox:stop                                      end every process; state is kept

The stack is "dev" when none is named. sandbox/README.md says what is real and what is simulated.
`;

/** Runs one command line, with errors printed. Answers the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    const line = readCommandLine(argv);
    if (line.command === "help") {
      process.stdout.write(HELP);
      return 0;
    }
    return await (
      await COMMANDS[line.command]()
    )(line);
  } catch (error) {
    printError(error);
    return 1;
  }
}

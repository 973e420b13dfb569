/**
 * How the commands speak to people: colours where somebody sees them, errors in two lines.
 */
import { styleText } from "node:util";
import { isUserError } from "../errors.ts";
import { isDiskFull } from "../toolchain/index.ts";

type Format = Parameters<typeof styleText>[0];

/** Colours a text for a stream; plain when that is no terminal, or `NO_COLOR` is set. */
export type Paint = (format: Format, text: string) => string;

export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (format, text) => styleText(format, text, { stream });
}

/** One line to the user on standard error, so that a program may read standard output. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Prints an error: what, and what to do about it. The stack trace only when `SANDBOX_DEBUG` is set. */
export function printError(error: unknown): void {
  const paint = paintFor(process.stderr);
  const { what, remedy } = explain(error);
  note(`${paint("red", "error:")} ${what}\n${remedy.replaceAll(/^/gm, "  ")}`);
  if (process.env["SANDBOX_DEBUG"]) {
    console.error(error);
  }
}

/** The two halves of an error's message. */
function explain(error: unknown): { readonly what: string; readonly remedy: string } {
  if (isUserError(error)) {
    return { what: `${error.thing}: ${error.fact}`, remedy: error.remedy };
  }
  const what = error instanceof Error ? error.message : String(error);
  if (isDiskFull(error)) {
    return {
      what: `no disk space is left: ${what}`,
      remedy: "Free some space and run the command again; nothing is lost",
    };
  }
  return { what, remedy: "SANDBOX_DEBUG=1 shows where this comes from" };
}

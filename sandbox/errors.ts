/**
 * An error that its reader can act on: it names the thing, the fact and the remedy.
 * The commands print it without a stack trace and exit with code 1; `SANDBOX_DEBUG=1` adds the trace and the cause.
 */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What is concerned: a file, a stack, a port, a tool. */
  readonly thing: string;
  /** What was found, in one sentence without a full stop. */
  readonly fact: string;
  /** What to do about it, in one sentence without a full stop. May span lines. */
  readonly remedy: string;

  constructor(thing: string, fact: string, remedy: string, options?: ErrorOptions) {
    super(`${thing}: ${fact}. ${remedy}`, options);
    this.thing = thing;
    this.fact = fact;
    this.remedy = remedy;
  }
}

/** True for a `UserError`, also when it was thrown by another copy of this module. */
export function isUserError(error: unknown): error is UserError {
  return error instanceof Error && error.name === "UserError" && "remedy" in error;
}

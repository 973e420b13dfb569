/** The few ways a rule turns what it read into findings. Each keeps "not known yet" apart from "wrong". */
import { any, holds } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { Field, Plain } from "./field.ts";
import type { Finding } from "./rule.ts";

export function violation(path: string, message: string): Finding {
  return { path, message, status: "violation" };
}

/** @param lacking the unknown field that decides */
export function undecided(path: string, message: string, lacking: Field): Finding {
  return { path, message, status: "undecided", missing: lacking.missing ?? lacking.path };
}

/** Nothing to report on yes. */
export function conclude(answer: Answer, path: string, message: string): Finding[] {
  if (answer === true) return [];
  return [answer === false ? violation(path, message) : undecided(path, message, answer)];
}

/** The field must satisfy the predicate, which gets undefined where there is nothing. */
export function demand(
  field: Field,
  predicate: (value: Plain | undefined) => boolean,
  message: string,
): Finding[] {
  return conclude(holds(field, predicate), field.path, message);
}

/** At least one item of the list must satisfy the predicate. */
export function demandSome(
  list: Field,
  predicate: (value: Plain | undefined) => boolean,
  message: string,
): Finding[] {
  return conclude(any(list.items().map((item) => holds(item, predicate))), list.path, message);
}

/** The field must be set, see {@link isGiven}. */
export function demandGiven(field: Field, message: string): Finding[] {
  return conclude(isGiven(field), field.path, message);
}

/**
 * A field that is itself an output counts as set, though its value is not known yet: the program assigned
 * something to it. Below an unknown object nothing can be said.
 */
export function isGiven(field: Field): Answer {
  if (field.state === "unknown" && field.missing === field.path) return true;
  return holds(field, (value) => value !== undefined && value !== "");
}

/** Findings that only count where the condition holds; where that is not known, its violations are undecided. */
export function where(condition: Answer, findings: readonly Finding[]): readonly Finding[] {
  if (typeof condition === "boolean") return condition ? findings : [];
  return findings.map(({ path, message }) => undecided(path, message, condition));
}

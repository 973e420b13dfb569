/** Yes, no, or the unknown field that decides: three-valued logic for rules that combine several facts. */
import type { Field, Plain } from "./field.ts";

export type Answer = boolean | Field;

export function holds(field: Field, predicate: (value: Plain | undefined) => boolean): Answer {
  return field.state === "unknown" ? field : predicate(field.value);
}

/** No beats unknown, unknown beats yes. */
export function all(answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : (answers.find((answer) => answer !== true) ?? true);
}

/** Yes beats unknown, unknown beats no. */
export function any(answers: readonly Answer[]): Answer {
  return answers.includes(true) || (answers.find((answer) => answer !== false) ?? false);
}

export function not(answer: Answer): Answer {
  return typeof answer === "boolean" ? !answer : answer;
}

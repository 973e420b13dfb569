/** Turns everything that is wrong with a stack file into one message a person can act on. */
import type { z } from "zod";

type Issue = z.core.$ZodIssue;

/** One line for each mistake: where, what was found, what is allowed. */
export function describeMistakes(root: string, value: unknown, issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map(
        (key) => `${place(root, [...issue.path, key])}: not a known key; remove it or correct it`,
      );
    }
    const found = lookUp(value, issue.path);
    const seen = found === undefined ? "missing" : `found ${JSON.stringify(found)}`;
    return [`${place(root, issue.path)}: ${seen}; allowed is ${issue.message}`];
  });
}

function place(root: string, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${String(key)}`),
    root,
  );
}

function lookUp(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/**
 * What has changed between two property bags, as paths.
 */
import type { PropertyChange } from "./provider.ts";
import type { Properties, Value } from "./values.ts";

/** Whether a change of the property at this path needs another resource. */
export type NeedsReplacement = (path: readonly (string | number)[]) => boolean;

/** Every difference at its deepest path; an absent property and `null` are the same. */
export function compareProperties(
  old: Properties,
  next: Properties,
  needsReplacement: NeedsReplacement = () => false,
): PropertyChange[] {
  const changes: PropertyChange[] = [];
  visit(old, next, [], (path, kind) => {
    const replace = needsReplacement(path);
    changes.push({ path: formatPath(path), kind, ...(replace ? { replace } : {}) });
  });
  return changes;
}

/** Writes a path as the engine reads it: `metadata.annotations["a.b/c"]`, `spec.containers[0].image`. */
export function formatPath(path: readonly (string | number)[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") {
      text += `[${step}]`;
    } else if (/^[A-Za-z_$][\w$-]*$/.test(step)) {
      text += text === "" ? step : `.${step}`;
    } else {
      text += `[${JSON.stringify(step)}]`;
    }
  }
  return text;
}

type Report = (path: readonly (string | number)[], kind: PropertyChange["kind"]) => void;

function visit(
  old: Value | undefined,
  next: Value | undefined,
  path: readonly (string | number)[],
  report: Report,
): void {
  if (Array.isArray(old) && Array.isArray(next)) {
    for (let index = 0; index < Math.max(old.length, next.length); index++) {
      visit(old[index], next[index], [...path, index], report);
    }
  } else if (isBag(old) && isBag(next)) {
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      visit(old[name], next[name], [...path, name], report);
    }
  } else if ((old ?? null) !== (next ?? null)) {
    report(path, (old ?? null) === null ? "add" : (next ?? null) === null ? "delete" : "update");
  }
}

function isBag(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

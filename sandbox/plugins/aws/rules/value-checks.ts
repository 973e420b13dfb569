/** Checks on input values, shared by the rules. Each answers nothing when the value is missing or unknown. */
import { parseBlock } from "../values/cidr.ts";
import { parseDocument } from "../values/json.ts";
import { select } from "../values/paths.ts";
import { isUnknown } from "../values/unknown.ts";
import type { Failure, Properties, ValueCheck } from "./rule.ts";
import { text } from "../values/text.ts";

/** Runs `test` on every known value at `path`; `test` answers the reason, or undefined when the value is good. */
export function each(
  path: string,
  test: (value: unknown, inputs: Properties) => string | undefined,
): ValueCheck {
  return (inputs) =>
    select(inputs, path).flatMap(({ path: property, value }) => {
      const reason = isUnknown(value) ? undefined : test(value, inputs);
      return reason === undefined ? [] : [{ property, reason }];
    });
}

/** A whole resource refused, blamed on `property`. */
export function whole(property: string, test: (inputs: Properties) => string | undefined): ValueCheck {
  return (inputs) => {
    const reason = test(inputs);
    return reason === undefined ? [] : [{ property, reason }];
  };
}

export function matches(path: string, pattern: RegExp, code: string, rule: string): ValueCheck {
  return each(path, (value) => (pattern.test(text(value)) ? undefined : `${code}: "${text(value)}" ${rule}`));
}

export function oneOf(
  path: string,
  allowed: readonly (string | number)[],
  code = "InvalidParameterValue",
): ValueCheck {
  return each(path, (value) =>
    allowed.some((item) => text(item) === text(value))
      ? undefined
      : `${code}: "${text(value)}" is not one of ${allowed.join(", ")}`,
  );
}

export function between(
  path: string,
  minimum: number,
  maximum: number,
  code = "InvalidParameterValue",
): ValueCheck {
  return each(path, (value) =>
    Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : `${code}: ${text(value)} is outside ${minimum} to ${maximum}`,
  );
}

/** An IPv4 block with a prefix of that many bits. */
export function block(path: string, shortest = 0, longest = 32, code = "InvalidParameterValue"): ValueCheck {
  return each(path, (value) => {
    const parsed = parseBlock(text(value));
    if (!parsed)
      return `${code}: "${text(value)}" is not an IPv4 network in CIDR notation, such as 10.0.0.0/16`;
    return parsed.prefix >= shortest && parsed.prefix <= longest
      ? undefined
      : `${code}: the prefix of "${text(value)}" must be /${shortest} to /${longest}`;
  });
}

function given(inputs: Properties, names: readonly string[]): string[] {
  return names.filter((name) => {
    const value = inputs[name];
    return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  });
}

export function exactlyOne(...names: string[]): ValueCheck {
  return whole(names[0]!, (inputs) => {
    const found = given(inputs, names);
    return found.length === 1
      ? undefined
      : `exactly one of ${names.join(", ")} must be given, found ${found.join(" and ") || "none"}`;
  });
}

export function atLeastOne(...names: string[]): ValueCheck {
  return whole(names[0]!, (inputs) =>
    given(inputs, names).length > 0 ? undefined : `one of ${names.join(", ")} must be given`,
  );
}

export function notBoth(one: string, other: string): ValueCheck {
  return whole(one, (inputs) =>
    given(inputs, [one, other]).length < 2 ? undefined : `cannot be given together with ${other}`,
  );
}

export function json(path: string, code = "InvalidParameterValue"): ValueCheck {
  return each(path, (value) => (parseDocument(value) === undefined ? `${code}: not valid JSON` : undefined));
}

export function arn(path: string): ValueCheck {
  return each(path, (value) =>
    /^arn:aws[\w-]*:[\w-]+:[\w-]*:(\d{12}|aws)?:.+$/.test(text(value))
      ? undefined
      : `"${path}" (${text(value)}) is an invalid ARN`,
  );
}

interface Statement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
}

type PolicyKind = "identity" | "trust" | "resource";

/** An IAM policy: grammar, and the elements that its kind demands or forbids. */
export function policy(path: string, kind: PolicyKind, code = "MalformedPolicyDocument"): ValueCheck {
  return each(path, (value) => {
    const document = parseDocument(value) as { Version?: unknown; Statement?: unknown } | undefined;
    const fault = policyFault(document, kind);
    return fault === undefined ? undefined : `${code}: ${fault}`;
  });
}

function policyFault(
  document: { Version?: unknown; Statement?: unknown } | undefined,
  kind: PolicyKind,
): string | undefined {
  if (typeof document !== "object" || document === null) return "the policy is not a JSON object";
  if (document.Version !== undefined && !["2012-10-17", "2008-10-17"].includes(text(document.Version)))
    return `Version must be 2012-10-17, found ${JSON.stringify(document.Version)}`;
  const statements = ([document.Statement].flat() as (Statement | undefined)[]).filter(
    (statement) => statement !== undefined,
  );
  if (statements.length === 0) return "the policy has no Statement";
  return statements.map((statement) => statementFault(statement, kind)).find((fault) => fault !== undefined);
}

function statementFault(statement: Statement, kind: PolicyKind): string | undefined {
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
    return `Effect must be Allow or Deny, found ${JSON.stringify(statement.Effect)}`;
  if (statement.Action === undefined && statement.NotAction === undefined) return "a statement has no Action";
  const hasResource = statement.Resource !== undefined || statement.NotResource !== undefined;
  const hasPrincipal = statement.Principal !== undefined || statement.NotPrincipal !== undefined;
  if (kind === "identity" && !hasResource) return "a statement has no Resource";
  if (kind === "identity" && hasPrincipal) return "an identity policy must not have a Principal";
  if (kind === "trust" && hasResource) return "a trust policy must not have a Resource";
  if (kind !== "identity" && !hasPrincipal) return "a statement has no Principal";
  return undefined;
}

/** Tags that AWS refuses whatever they are on. */
export function tagFailures(inputs: Properties): Failure[] {
  const tags = inputs.tags;
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) return [];
  const entries = Object.entries(tags);
  const failures: Failure[] = [];
  if (entries.length > 50)
    failures.push({ property: "tags", reason: `TagLimitExceeded: ${entries.length} tags, AWS takes 50` });
  for (const [key, value] of entries) {
    const property = `tags.${key}`;
    if (/^aws:/i.test(key))
      failures.push({
        property,
        reason: "InvalidParameterValue: tag keys starting with 'aws:' are reserved for AWS",
      });
    if (key.length > 128)
      failures.push({ property, reason: "InvalidParameterValue: a tag key has at most 128 characters" });
    if (!isUnknown(value) && text(value).length > 256)
      failures.push({ property, reason: "InvalidParameterValue: a tag value has at most 256 characters" });
  }
  return failures;
}

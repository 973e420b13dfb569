/** `iam.getPolicyDocument`: statements written as arguments, made into IAM's JSON. */
import type { Properties } from "../rules/rule.ts";
import { parseDocument } from "../values/json.ts";
import { text } from "../values/text.ts";

interface Statement {
  readonly sid?: string;
  readonly effect?: string;
  readonly actions?: string[];
  readonly notActions?: string[];
  readonly resources?: string[];
  readonly notResources?: string[];
  readonly principals?: Principal[];
  readonly notPrincipals?: Principal[];
  readonly conditions?: { test: string; variable: string; values: string[] }[];
}

interface Principal {
  readonly type: string;
  readonly identifiers: string[];
}

function oneOrMore(values: readonly string[] | undefined): string | readonly string[] | undefined {
  return values?.length === 1 ? values[0] : values;
}

function principals(list: readonly Principal[] | undefined): unknown {
  if (list === undefined || list.length === 0) return undefined;
  if (list.some(({ type }) => type === "*")) return "*";
  const types = [...new Set(list.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => [
      type,
      oneOrMore(list.filter((item) => item.type === type).flatMap((item) => item.identifiers)),
    ]),
  );
}

function conditions(list: Statement["conditions"]): unknown {
  if (list === undefined || list.length === 0) return undefined;
  const result: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of list) (result[test] ??= {})[variable] = oneOrMore(values);
  return result;
}

function statement(written: Statement): Properties {
  const made: Properties = {
    Sid: written.sid,
    Effect: written.effect ?? "Allow",
    Action: oneOrMore(written.actions),
    NotAction: oneOrMore(written.notActions),
    Resource: oneOrMore(written.resources),
    NotResource: oneOrMore(written.notResources),
    Principal: principals(written.principals),
    NotPrincipal: principals(written.notPrincipals),
    Condition: conditions(written.conditions),
  };
  return Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
}

function statementsOf(documents: unknown): Properties[] {
  if (!Array.isArray(documents)) return [];
  return documents.flatMap(
    (document) =>
      [
        (parseDocument(document) as { Statement?: unknown } | undefined)?.Statement ?? [],
      ].flat() as Properties[],
  );
}

/** Source documents first, then the statements; override documents replace statements of the same Sid. */
export function policyDocument(args: Properties): Properties {
  const own = ((args.statements ?? []) as Statement[]).map(statement);
  const overrides = statementsOf(args.overridePolicyDocuments);
  const replaced = new Set(overrides.map((item) => item.Sid).filter((sid) => sid !== undefined));
  const kept = [...statementsOf(args.sourcePolicyDocuments), ...own].filter(
    (item) => item.Sid === undefined || !replaced.has(item.Sid),
  );
  const document = {
    Version: args.version ?? "2012-10-17",
    ...(args.policyId === undefined ? {} : { Id: args.policyId }),
    Statement: [...kept, ...overrides],
  };
  return {
    ...args,
    id: text(JSON.stringify(document).length),
    json: JSON.stringify(document, undefined, 2),
    minifiedJson: JSON.stringify(document),
  };
}

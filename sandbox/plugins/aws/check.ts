/** Inputs made complete and judged, as far as they are known. */
import type { Account } from "./account/account.ts";
import { regionOf, type Configuration } from "./configuration.ts";
import { ruleOf } from "./rules/index.ts";
import { named, NOTE, type CheckArguments, type Checked } from "./naming.ts";
import type { Failure, Properties, Rule } from "./rules/rule.ts";
import { tagFailures } from "./rules/value-checks.ts";
import { checkShape, jsonFields, schema } from "./schema/schema.ts";
import { missingReferences, situationOf, takenValues, type Question } from "./situation.ts";
import { documentText, equal } from "./values/json.ts";

export type { CheckArguments, Checked };

/**
 * Fills in names, defaults and default tags, and finds everything wrong at once. Whatever depends on a value that
 * is not known yet is left to the creation.
 */
export function checkInputs(args: CheckArguments, account: Account, configuration: Configuration): Checked {
  const { type, urn, olds } = args;
  const rule = ruleOf(type);
  const complete = { ...rule.defaults, ...normalised(args, configuration) };
  const { inputs, failures } = named(complete, rule.name, args, account);
  const question: Question = {
    account,
    accountId: configuration.account,
    region: regionOf(inputs, configuration),
    type,
    inputs,
    isSelf: (resource) =>
      resource.urn === urn || (Object.keys(olds).length > 0 && equal(resource.inputs, olds)),
  };
  failures.push(...checkShape(type, inputs));
  failures.push(...judge(rule, question));
  if (Object.keys(olds).length > 0) failures.push(...(rule.change?.(olds, inputs) ?? []));
  return { inputs, failures };
}

function judge(rule: Rule, question: Question): Failure[] {
  return [
    ...(rule.values ?? []).flatMap((check) => check(question.inputs)),
    ...tagFailures(question.inputs),
    ...missingReferences(question, true),
    ...takenValues(question),
    ...(rule.conflicts?.(situationOf(question)) ?? []),
  ];
}

/** What AWS would find wrong when the resource is about to be made: everything is known and everything must be there. */
export function refusals(question: Question): Failure[] {
  const rule = ruleOf(question.type);
  return [
    ...missingReferences(question, false),
    ...takenValues(question),
    ...(rule.conflicts?.(situationOf(question)) ?? []),
    ...(rule.readiness?.(situationOf(question)) ?? []),
  ];
}

/** The program's inputs without empty ones, policy documents as text, default tags merged in. */
function normalised({ type, news }: CheckArguments, { defaultTags }: Configuration): Properties {
  const entries = Object.entries(news).filter(
    ([name, value]) => value !== undefined && value !== null && name !== NOTE,
  );
  const inputs: Properties = Object.fromEntries(entries);
  for (const field of jsonFields(type)) {
    if (inputs[field] !== undefined) inputs[field] = documentText(inputs[field]);
  }
  const taggable = schema.types[type]?.inputs.tags?.startsWith("map") ?? false;
  const own = inputs.tags;
  if (taggable && Object.keys(defaultTags).length > 0 && (own === undefined || typeof own === "object"))
    inputs.tags = { ...defaultTags, ...(own as Properties | undefined) };
  return inputs;
}

/** Inputs made complete and judged, as far as they are known. */
import type { Account } from "./account/account.ts";
import { regionOf, type Configuration } from "./configuration.ts";
import { ruleOf } from "./rules/index.ts";
import type { AutomaticName, Failure, Properties, Rule } from "./rules/rule.ts";
import { tagFailures } from "./rules/value-checks.ts";
import { checkShape, jsonFields, schema } from "./schema/schema.ts";
import { missingReferences, situationOf, takenValues, type Question } from "./situation.ts";
import { documentText, equal } from "./values/json.ts";

export interface CheckArguments {
  readonly type: string;
  readonly urn: string;
  /** Name in the program. */
  readonly name: string;
  readonly olds: Properties;
  readonly news: Properties;
  readonly seed: Uint8Array;
}

export interface Checked {
  readonly inputs: Properties;
  readonly failures: Failure[];
}

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
    isSelf: (resource) => resource.urn === urn || (Object.keys(olds).length > 0 && equal(resource.inputs, olds)),
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
  const entries = Object.entries(news).filter(([name, value]) => value !== undefined && value !== null && name !== "__defaults");
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

/** Gives the resource a name, as Pulumi does where the program does not. */
function named(inputs: Properties, rule: AutomaticName | undefined, args: CheckArguments, account: Account): Checked {
  if (!rule || inputs[rule.field] !== undefined || (rule.unless !== undefined && inputs[rule.unless] !== undefined))
    return { inputs, failures: [] };
  const value = earlierName(rule, args, account) ?? freshName(inputs, rule, args);
  const failures: Failure[] = value.length <= rule.maximum ? [] : [{ property: rule.field, reason: `the name "${value}", made from the resource's own, is longer than ${rule.maximum} characters; give it a shorter ${rule.field}` }];
  return { inputs: { ...inputs, [rule.field]: value, __defaults: [rule.field] }, failures };
}

/** The name it was given before: recorded by the engine, or in the account alone when an update was killed. */
function earlierName(rule: AutomaticName, { type, urn, olds }: CheckArguments, account: Account): string | undefined {
  const recorded = olds[rule.field];
  if (typeof recorded === "string" && Array.isArray(olds.__defaults) && olds.__defaults.includes(rule.field)) return recorded;
  if (Object.keys(olds).length > 0) return undefined;
  const orphan = account.findByUrn(urn).find((resource) => resource.type === type)?.inputs;
  return Array.isArray(orphan?.__defaults) && orphan.__defaults.includes(rule.field) ? String(orphan[rule.field]) : undefined;
}

function freshName(inputs: Properties, rule: AutomaticName, { name, seed }: CheckArguments): string {
  const digits = Buffer.from(seed).toString("hex").slice(0, 7);
  const fifo = inputs.fifoQueue === true || inputs.fifoTopic === true ? ".fifo" : "";
  const lower = rule.lowerCase === true ? name.toLowerCase() : name;
  return `${rule.prefix ?? ""}${lower}-${digits}${fifo}`;
}

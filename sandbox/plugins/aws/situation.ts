/** The account as the rules see it, and the checks that are the same for all types. */
import type { Account, Resource } from "./account/account.ts";
import { ruleOf, rules } from "./rules/index.ts";
import type { Failure, Properties, Reference, Rule, Situation } from "./rules/rule.ts";
import { select } from "./values/paths.ts";
import { hasUnknown, isUnknown } from "./values/unknown.ts";
import { text } from "./values/text.ts";

/** Where and about whom a question is asked. */
export interface Question {
  readonly account: Account;
  readonly accountId: string;
  readonly region: string;
  readonly type: string;
  readonly inputs: Properties;
  readonly isSelf: (resource: Resource) => boolean;
}

/** The type and its other names. */
export function familyOf(type: string): string[] {
  return [type, ...Object.keys(rules).filter((other) => rules[other]?.standsFor === type)];
}

export function situationOf({ account, accountId, region, inputs, isSelf }: Question): Situation {
  return {
    inputs,
    region,
    account: accountId,
    others: (type) => account.list({ type, region }).filter((resource) => !isSelf(resource)),
    find: (type, id) => finder(account, region)(type, id),
  };
}

export function finder(account: Account, region: string): Situation["find"] {
  return (type, id) => {
    if (typeof id !== "string" || isUnknown(id)) return undefined;
    for (const name of familyOf(type)) {
      const found = account.locate(name, region, id);
      if (found) return found;
    }
    return undefined;
  };
}

/** Whether AWS makes the id or ARN up, so that a known one must belong to something that exists already. */
function isGenerated({ id, arn }: Rule): boolean {
  const made = "prefix" in id || "uuid" in id || ("generated" in id && id.generated === true);
  return made || (typeof arn === "string" && /\{(hex|uuid|suffix)\}/.test(arn));
}

/**
 * References of the inputs that name nothing.
 * @param certain leave out names a program may know before AWS does, such as a role's
 */
export function missingReferences(question: Question, certain: boolean): Failure[] {
  const { references = [] } = ruleOf(question.type);
  return references.flatMap((reference) => {
    const target = rules[reference.type];
    const skip = certain && target !== undefined && !isGenerated(target);
    return select(question.inputs, reference.field).flatMap(({ path: property, value }) => {
      if (isUnknown(value) || value === "") return [];
      const malformed = reference.arn === true && !text(value).startsWith("arn:");
      if (malformed)
        return [
          { property, reason: `"${property}" (${text(value)}) is an invalid ARN: arn: invalid prefix` },
        ];
      if (skip || names(question, reference, text(value))) return [];
      return [
        {
          property,
          reason: `${reference.code}: the ${reference.noun} '${text(value)}' does not exist in ${question.region} of account ${question.accountId}`,
        },
      ];
    });
  });
}

function names({ account, accountId, region }: Question, reference: Reference, value: string): boolean {
  if (reference.except?.test(value)) return true;
  const [scheme, , , arnRegion, owner] = value.split(":");
  if (scheme === "arn" && owner !== undefined && owner !== "" && owner !== accountId) return true;
  const bare = value.replace(/:\*$/, "");
  if (reference.type === "*") return account.get(bare) !== undefined;
  const place = scheme === "arn" && arnRegion ? arnRegion : region;
  return familyOf(reference.type).some(
    (type) =>
      account.locate(type, place, bare) !== undefined
      || isKnownBy(account, type, place, bare)
      || isImplied(account, type, place, bare),
  );
}

function isKnownBy(account: Account, type: string, region: string, value: string): boolean {
  const { knownBy = [] } = ruleOf(type);
  return (
    knownBy.length > 0
    && account.list({ type, region }).some(({ state }) => knownBy.some((name) => state[name] === value))
  );
}

function isImplied(account: Account, type: string, region: string, value: string): boolean {
  return (ruleOf(type).impliedBy ?? []).some((source) =>
    account
      .list({ type: source.type, region })
      .some(({ state }) => select(state, source.property).some((found) => found.value === value)),
  );
}

/** Values that must be the resource's alone and are not. */
export function takenValues(question: Question): Failure[] {
  const { unique = [] } = ruleOf(question.type);
  const { account, region, inputs, isSelf } = question;
  return unique.flatMap(({ fields, code, message }) => {
    const values = fields.map((field) => inputs[field]);
    if (values.some((value) => value === undefined || hasUnknown(value))) return [];
    const others = familyOf(question.type).flatMap((type) => account.list({ type, region }));
    const taken = others.some(
      (other) =>
        !isSelf(other)
        && fields.every((field, index) => (other.inputs[field] ?? other.state[field]) === values[index]),
    );
    return taken
      ? [{ property: fields.at(-1)!, reason: `${code}: ${message(inputs)}; choose another or import it` }]
      : [];
  });
}

/** Resources that hold this one fast: AWS deletes it only after them. */
export function holders(account: Account, resource: Resource): Resource[] {
  const aliases = [
    resource.id,
    resource.arn,
    ...(ruleOf(resource.type).knownBy ?? []).map((name) => resource.state[name]),
  ];
  const type = ruleOf(resource.type).standsFor ?? resource.type;
  return account.list().filter((other) => {
    const references = (rules[other.type]?.references ?? []).filter(
      (reference) => reference.type === type && reference.holds !== false,
    );
    if (other.type === resource.type && other.id === resource.id) return false;
    return references.some(({ field }) =>
      select(other.inputs, field).some(({ value }) => value !== "" && aliases.includes(value)),
    );
  });
}

/** Names that Pulumi makes where the program gives none. */
import type { Account } from "./account/account.ts";
import type { AutomaticName, Failure, Properties } from "./rules/rule.ts";
import { text } from "./values/text.ts";

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

/** Input in which the provider notes, for itself, which names are its own. */
export const NOTE = "__defaults";

export function isAutomatic(inputs: Properties, field: string): boolean {
  const noted = inputs[NOTE];
  return Array.isArray(noted) && noted.includes(field);
}

/** Gives the resource a name, as Pulumi does where the program does not. */
export function named(
  inputs: Properties,
  rule: AutomaticName | undefined,
  args: CheckArguments,
  account: Account,
): Checked {
  if (
    !rule
    || inputs[rule.field] !== undefined
    || (rule.unless !== undefined && inputs[rule.unless] !== undefined)
  )
    return { inputs, failures: [] };
  const value = earlierName(rule, args, account) ?? freshName(inputs, rule, args);
  const failures: Failure[] =
    value.length <= rule.maximum
      ? []
      : [
          {
            property: rule.field,
            reason: `the name "${value}", made from the resource's own, is longer than ${rule.maximum} characters; give it a shorter ${rule.field}`,
          },
        ];
  return { inputs: { ...inputs, [rule.field]: value, [NOTE]: [rule.field] }, failures };
}

/** The name it was given before: recorded by the engine, or in the account alone when an update was killed. */
function earlierName(
  rule: AutomaticName,
  { type, urn, olds }: CheckArguments,
  account: Account,
): string | undefined {
  const recorded = olds[rule.field];
  if (typeof recorded === "string" && isAutomatic(olds, rule.field)) return recorded;
  if (Object.keys(olds).length > 0) return undefined;
  const orphan = account.findByUrn(urn).find((resource) => resource.type === type)?.inputs;
  return orphan && isAutomatic(orphan, rule.field) ? text(orphan[rule.field]) : undefined;
}

function freshName(inputs: Properties, rule: AutomaticName, { name, seed }: CheckArguments): string {
  const digits = Buffer.from(seed).toString("hex").slice(0, 7);
  const fifo = inputs.fifoQueue === true || inputs.fifoTopic === true ? ".fifo" : "";
  const lower = rule.lowerCase === true ? name.toLowerCase() : name;
  return `${rule.prefix ?? ""}${lower}-${digits}${fifo}`;
}

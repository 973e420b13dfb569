/** What a resource answers: known already in a preview, or after AWS has made it. */
import { randomBytes, randomInt } from "node:crypto";
import type { Account } from "./account/account.ts";
import { ruleOf } from "./rules/index.ts";
import type { Properties, Rule } from "./rules/rule.ts";
import { emptyOutputs, schema } from "./schema/schema.ts";
import { finder } from "./situation.ts";
import { freshId, freshUuid } from "./values/identifier.ts";
import { UNKNOWN } from "./values/unknown.ts";
import { text } from "./values/text.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Inputs without the provider's own notes. */
export function plain(inputs: Properties): Properties {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}

/** Inputs with the name that AWS chooses where only its beginning is given. */
export function withChosenName(inputs: Properties, rule: Rule): Properties {
  const { field, unless } = rule.name ?? {};
  if (
    field === undefined
    || unless === undefined
    || inputs[field] !== undefined
    || inputs[unless] === undefined
  )
    return inputs;
  return { ...inputs, [field]: `${text(inputs[unless])}${randomBytes(13).toString("hex")}` };
}

export interface Identity {
  readonly id: string;
  readonly arn: string;
}

/** A fresh id and ARN. */
export function identify(rule: Rule, inputs: Properties, region: string, account: string): Identity {
  const direct = idOf(rule, inputs, region, account);
  const arn = arnOf(rule, inputs, region, account, direct ?? "");
  return { id: direct ?? arn, arn };
}

/** Undefined when the ARN is the id. */
function idOf({ id }: Rule, inputs: Properties, region: string, account: string): string | undefined {
  if ("prefix" in id) return freshId(id.prefix);
  if ("uuid" in id) return freshUuid();
  if ("field" in id) return text(inputs[id.field]);
  if ("join" in id) return id.join.map((name) => text(inputs[name])).join(id.separator);
  return "make" in id ? id.make(inputs, region, account) : undefined;
}

function arnOf({ arn }: Rule, inputs: Properties, region: string, account: string, id: string): string {
  if (arn === undefined) return "";
  if (typeof arn === "function") return arn(inputs, region, account);
  const special: Record<string, () => string> = {
    region: () => region,
    account: () => account,
    id: () => id,
    hex: () => randomBytes(8).toString("hex"),
    uuid: freshUuid,
    suffix: () => Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join(""),
  };
  return arn.replaceAll(/\{(\w+)\}/g, (_, name: string) => special[name]?.() ?? text(inputs[name]));
}

/** Outputs that the provider knows by itself, whatever the type. */
function common(type: string, inputs: Properties, region: string): Properties {
  const outputs = schema.types[type]?.outputs ?? {};
  const known: Properties = {};
  if (outputs.region !== undefined) known.region = region;
  if (outputs.tagsAll !== undefined) known.tagsAll = inputs.tags ?? {};
  return known;
}

/** State in a preview of the creation: what AWS would have to make up is unknown. */
export function previewOutputs(type: string, inputs: Properties, region: string): Properties {
  const unknown = Object.keys(emptyOutputs(type)).map((name) => [name, UNKNOWN] as const);
  return { ...Object.fromEntries(unknown), ...plain(inputs), ...common(type, inputs, region) };
}

export interface MadeArguments extends Identity {
  readonly type: string;
  readonly inputs: Properties;
  readonly region: string;
  readonly account: Account;
  readonly accountId: string;
  readonly created: string;
  readonly previous?: Properties;
}

/** State of a resource that exists. */
export function madeOutputs(args: MadeArguments): Properties {
  const { type, id, arn, inputs, region, account, accountId, created, previous } = args;
  const rule = ruleOf(type);
  const outputs = schema.types[type]?.outputs ?? {};
  const own = rule.outputs?.({
    id,
    arn,
    region,
    account: accountId,
    inputs,
    created,
    previous,
    find: finder(account, region),
  });
  return {
    ...emptyOutputs(type),
    ...plain(inputs),
    ...common(type, inputs, region),
    ...(outputs.arn === undefined ? {} : { arn }),
    ...(outputs.ownerId === undefined ? {} : { ownerId: accountId }),
    ...own,
  };
}

/** State in a preview of a change in place. */
export function previewUpdate(
  type: string,
  previous: Properties,
  inputs: Properties,
  region: string,
): Properties {
  const renewed = (ruleOf(type).renewed ?? []).map((name) => [name, UNKNOWN] as const);
  return { ...previous, ...plain(inputs), ...common(type, inputs, region), ...Object.fromEntries(renewed) };
}

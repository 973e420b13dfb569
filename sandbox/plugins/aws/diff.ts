/** What a change of inputs does to a resource. */
import {
  compareProperties,
  type DiffResult,
  type Properties as Plain,
  type PropertyChange,
} from "../provider/index.ts";
import { isAutomatic } from "./naming.ts";
import { ruleOf } from "./rules/index.ts";
import type { Properties } from "./rules/rule.ts";
import { jsonFields, schema } from "./schema/schema.ts";
import { equal, parseDocument } from "./values/json.ts";
import { select } from "./values/paths.ts";
import { text } from "./values/text.ts";

export function diffInputs(type: string, olds: Properties, news: Properties): DiffResult {
  const rule = ruleOf(type);
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])].filter(
    (name) => !name.startsWith("__"),
  );
  const changed = names.filter((name) => !isSame(type, name, olds[name], news[name]));
  const replaced = rule.replaces.filter(
    (path) => changed.includes(path.split(".")[0]!) && !equal(values(olds, path), values(news, path)),
  );
  const changes = changed.flatMap((name) => compare(name, olds[name], news[name], replaced));
  const name = rule.name?.field;
  const keepsName =
    name !== undefined
    && !isAutomatic(news, name)
    && news[name] !== undefined
    && equal(olds[name], news[name]);
  return { changes, deleteBeforeReplace: replaced.length > 0 && keepsName };
}

function values(inputs: Properties, path: string): unknown[] {
  return select(inputs, path).map(({ value }) => value);
}

function compare(name: string, one: unknown, other: unknown, replaced: readonly string[]): PropertyChange[] {
  const isReplaced = (path: readonly (string | number)[]): boolean => {
    const here = path.filter((step) => typeof step === "string").join(".");
    return replaced.some(
      (cause) => cause === here || cause.startsWith(`${here}.`) || here.startsWith(`${cause}.`),
    );
  };
  return compareProperties({ [name]: one } as Plain, { [name]: other } as Plain, isReplaced);
}

/** Equal as AWS sees it: documents by content, lists of plain values whatever their order, what AWS fills in by itself. */
function isSame(type: string, name: string, one: unknown, other: unknown): boolean {
  if (equal(one, other)) return true;
  if (other === undefined) return isFilledIn(type, name);
  if (Array.isArray(one) && Array.isArray(other)) return equal(sorted(one), sorted(other));
  const [left, right] = [parseDocument(one), parseDocument(other)];
  const document = jsonFields(type).includes(name) || /policy$/i.test(name);
  return document && left !== undefined && equal(left, right);
}

/** An optional input that always has an output keeps its value when the program stops giving it. */
function isFilledIn(type: string, name: string): boolean {
  const { inputs = {}, outputs = {} } = schema.types[type] ?? {};
  return inputs[name]?.endsWith("?") === true && outputs[name] !== undefined && !outputs[name].endsWith("?");
}

function sorted(list: readonly unknown[]): readonly unknown[] {
  return list.every((item) => typeof item !== "object")
    ? list.map(text).toSorted((one, other) => one.localeCompare(other))
    : list;
}

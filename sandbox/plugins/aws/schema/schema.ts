/**
 * What @pulumi/aws says about a resource type: which inputs exist, which are required, what they look like,
 * and which outputs always have a value.
 */
import { isUnknown } from "../values/unknown.ts";
import type { Failure, Properties } from "../rules/rule.ts";
import document from "./schema.json" with { type: "json" };
import { text } from "../values/text.ts";

/**
 * Property name to shape. A shape is `string`, `number`, `boolean`, `map`, `json` (a policy document, text or
 * object), `any` or `#module.Name` (an object), with a leading `[]` for a list and a closing `?` when optional.
 */
export type Fields = Record<string, string>;

export interface Schema {
  readonly types: Record<string, { readonly inputs: Fields; readonly outputs: Fields }>;
  readonly objects: Record<string, Fields>;
}

export const schema: Schema = document;

/** Every missing, unknown or misshapen property of `inputs`, at any depth. */
export function checkShape(type: string, inputs: Properties): Failure[] {
  return checkFields(schema.types[type]?.inputs ?? {}, inputs, "");
}

function checkFields(fields: Fields, value: Properties, path: string): Failure[] {
  const failures: Failure[] = [];
  for (const [name, shape] of Object.entries(fields)) {
    const here = path + name;
    const present = value[name] !== undefined && value[name] !== null;
    if (present) failures.push(...checkValue(shape, value[name], here));
    else if (!shape.endsWith("?"))
      failures.push({
        property: here,
        reason: `Missing required argument: "${here}" has no value; give it one`,
      });
  }
  for (const name of Object.keys(value)) {
    if (fields[name] === undefined && !name.startsWith("__"))
      failures.push({
        property: path + name,
        reason: `Invalid or unknown key "${path + name}"; allowed here: ${Object.keys(fields).join(", ")}`,
      });
  }
  return failures;
}

function checkValue(shape: string, value: unknown, path: string): Failure[] {
  if (isUnknown(value)) return [];
  const kind = shape.replace(/\?$/, "");
  if (kind.startsWith("[]")) {
    if (!Array.isArray(value)) return [expected("a list", path)];
    return value.flatMap((item, index) => checkValue(kind.slice(2), item, `${path}[${index}]`));
  }
  if (kind.startsWith("#")) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return [expected("an object", path)];
    const fields = schema.objects[kind.slice(1)];
    return fields ? checkFields(fields, value as Properties, `${path}.`) : [];
  }
  if (kind === "map")
    return typeof value === "object" && !Array.isArray(value) ? [] : [expected("a map", path)];
  if (kind === "any" || kind === "json") return [];
  return typeof value === "object" ? [expected(`a ${kind}`, path)] : checkScalar(kind, value, path);
}

/** The engine passes numbers and booleans as text where a program did; the provider accepts both. */
function checkScalar(kind: string, value: unknown, path: string): Failure[] {
  if (kind === "number" && !Number.isFinite(Number(value))) return [expected("a number", path)];
  if (kind === "boolean" && !["true", "false"].includes(text(value)))
    return [expected("true or false", path)];
  return [];
}

function expected(what: string, path: string): Failure {
  return { property: path, reason: `expected ${what} for "${path}"` };
}

/** Names of the inputs whose value is a JSON document, given as text or as an object. */
export function jsonFields(type: string): string[] {
  return Object.entries(schema.types[type]?.inputs ?? {})
    .filter(([, shape]) => shape.startsWith("json"))
    .map(([name]) => name);
}

/** Outputs that always have a value, with the empty value AWS answers where nothing else is said. */
export function emptyOutputs(type: string): Properties {
  const outputs: Properties = {};
  for (const [name, shape] of Object.entries(schema.types[type]?.outputs ?? {})) {
    if (!shape.endsWith("?")) outputs[name] = emptyValue(shape);
  }
  return outputs;
}

function emptyValue(shape: string): unknown {
  if (shape.startsWith("[]")) return [];
  if (shape === "number") return 0;
  if (shape === "boolean") return false;
  return shape === "string" || shape === "json" ? "" : {};
}

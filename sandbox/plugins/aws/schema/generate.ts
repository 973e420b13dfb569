/**
 * Writes schema.json: names, requiredness and shapes of the inputs and outputs of every simulated resource type,
 * read from the type declarations of the installed @pulumi/aws. Run it after the package or the table of rules
 * changed: `node sandbox/plugins/aws/schema/generate.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { rules } from "../rules/index.ts";
import type { Fields, Schema } from "./schema.ts";

/** Objects nested deeper than this are accepted as they come: WAF statements alone would be 600 interfaces. */
const DEPTH = 4;

const folder = dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));

function read(file: string): string {
  return readFileSync(join(folder, file), "utf8").replace(/\/\*\*.*?\*\//gs, "");
}

/** Text between the braces of the declaration that starts with `head`. */
function body(source: string, head: string): string {
  const start = source.indexOf(`${head} {`);
  if (start < 0) return "";
  let depth = 0;
  for (let at = source.indexOf("{", start); at < source.length; at++) {
    if (source[at] === "{") depth++;
    if (source[at] === "}" && --depth === 0) return source.slice(source.indexOf("{", start) + 1, at);
  }
  return "";
}

/** One shape (see schema.ts) for the TypeScript type of a property. */
function shapeOf(type: string): string {
  const bare = type
    .replaceAll(/pulumi\.(Input|Output)</g, "")
    .replaceAll(">", "")
    .replaceAll(/\|\s*undefined/g, "")
    .trim();
  if (bare.startsWith("{")) return /:\s*(string|any)\b/.test(bare) ? "map" : "any";
  const list = bare.endsWith("[]");
  const kinds = (list ? bare.slice(0, -2) : bare).split("|").map((kind) => kind.trim());
  const object = kinds.find((kind) => /^(inputs|outputs)\./.test(kind));
  if (object?.endsWith("PolicyDocument")) return "json";
  const scalar = kinds.find((kind) => ["number", "boolean"].includes(kind)) ?? "string";
  return (list ? "[]" : "") + (object ? `#${object.replace(/^(inputs|outputs)\./, "")}` : scalar);
}

function fieldsOf(text: string, pattern: RegExp): Fields {
  const fields: Record<string, string> = {};
  for (const match of text.matchAll(pattern)) {
    const [, name, optional, type] = match as unknown as [string, string, string | undefined, string];
    fields[name] = shapeOf(type) + (optional || /\|\s*undefined/.test(type) ? "?" : "");
  }
  return fields;
}

const INPUT = /^\s*(\w+)(\?)?:\s*(pulumi\.Input<[^;]*?(?:\{[^}]*\}[^;]*)?);/gms;
const OUTPUT = /^\s*readonly (\w+)(\?)?:\s*(pulumi\.Output<[^;{]*(?:\{[^}]*\}[^;]*)?);/gms;

const inputTypes = read("types/input.d.ts");
const namespaces = new Map<string, string>();

function nested(reference: string): Fields {
  const [space, name] = reference.split(".") as [string, string];
  if (!namespaces.has(space)) namespaces.set(space, body(inputTypes, `export declare namespace ${space}`));
  return fieldsOf(body(namespaces.get(space) ?? "", `interface ${name}`), INPUT);
}

function collect(fields: Fields, objects: Record<string, Fields>, depth: number): void {
  for (const shape of Object.values(fields)) {
    const reference = /#([\w.]+)/.exec(shape)?.[1];
    if (!reference || objects[reference] || depth === 0) continue;
    objects[reference] = nested(reference);
    collect(objects[reference], objects, depth - 1);
  }
}

const schema: Schema = { types: {}, objects: {} };
for (const token of Object.keys(rules).toSorted()) {
  const [, file, name] = token.split(":") as [string, string, string];
  const source = read(`${file}.d.ts`);
  const inputs = fieldsOf(body(source, `export interface ${name}Args`), INPUT);
  const outputs = fieldsOf(
    body(source, `export declare class ${name} extends pulumi.CustomResource`),
    OUTPUT,
  );
  schema.types[token] = { inputs, outputs };
  collect(inputs, schema.objects, DEPTH);
}
writeFileSync(join(import.meta.dirname, "schema.json"), `${JSON.stringify(schema, undefined, 1)}\n`);

/**
 * The cases of a rule, found by folder: `rules/<rule>/pass/*.yaml` and `rules/<rule>/fail/*.yaml`. A file holds
 * Kubernetes objects as they are written everywhere, or other resources as `{ type, name, properties }`, one per
 * YAML document. A document in front may say what is expected, and with which configuration of the rule. The tag
 * `!unknown` stands for a value that is known only after the update.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ScalarTag } from "yaml";
import { isUnknown, UNKNOWN } from "./field.ts";
import type { Plain, PlainObject } from "./field.ts";
import type { Resource } from "./rule.ts";
import type { Configuration } from "./run.ts";

export interface Fixture {
  /** Id of the rule. */
  readonly rule: string;
  readonly verdict: "pass" | "fail";
  /** File name without ending: what the case is about. */
  readonly name: string;
  readonly resources: readonly Resource[];
  /** The rule's part of the pack's config; empty unless the file says otherwise. */
  readonly configuration: Configuration;
  /** `<kind>/<name> <path>` of every finding, sorted. */
  readonly violations: readonly string[];
  readonly undecided: readonly string[];
}

interface Preamble {
  readonly expect?: { readonly violations?: readonly string[]; readonly undecided?: readonly string[] };
  readonly configuration?: Configuration;
}

const RULES = join(import.meta.dirname, "..", "rules");

const unknownTag: ScalarTag = { tag: "!unknown", resolve: () => UNKNOWN };

/** Every case of a rule, in the order of the file system's names. */
export function fixturesOf(rule: string): Fixture[] {
  return (["pass", "fail"] as const).flatMap((verdict) =>
    readdirSync(join(RULES, rule, verdict))
      .filter((file) => file.endsWith(".yaml"))
      .toSorted()
      .map((file) => read(rule, verdict, file)),
  );
}

/** Folders under `rules/`, whether the list knows them or not. */
export function ruleFolders(): string[] {
  const entries = readdirSync(RULES, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function read(rule: string, verdict: "pass" | "fail", file: string): Fixture {
  const path = join(RULES, rule, verdict, file);
  const documents = parseAllDocuments(readFileSync(path, "utf8"), { customTags: [unknownTag] });
  const values = documents.map((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`${path}: ${error.message}`);
    return document.toJS() as PlainObject;
  });
  const [first = {}] = values;
  const hasPreamble = "expect" in first || "configuration" in first;
  const preamble = (hasPreamble ? first : {}) as Preamble;
  return {
    rule,
    verdict,
    name: file.replace(/\.yaml$/, ""),
    resources: (hasPreamble ? values.slice(1) : values).map(resourceOf),
    configuration: preamble.configuration ?? {},
    violations: (preamble.expect?.violations ?? []).toSorted(),
    undecided: (preamble.expect?.undecided ?? []).toSorted(),
  };
}

/** A Kubernetes object gets the type token that Pulumi gives to its kind. */
export function resourceOf(document: PlainObject): Resource {
  const { kind, metadata } = document;
  if (kind === undefined) {
    return fixed(text(document, "type"), text(document, "name"), objectIn(document["properties"]));
  }
  const apiVersion = text(document, "apiVersion");
  const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return fixed(`kubernetes:${version}:${text(document, "kind")}`, text(objectIn(metadata), "name"), document);
}

function fixed(type: string, name: string, properties: PlainObject): Resource {
  return { type, name, urn: `urn:pulumi:test::fixtures::${type}::${name}`, properties };
}

function text(document: PlainObject, key: string): string {
  const value = document[key];
  if (typeof value !== "string") throw new Error(`a document of a fixture needs ${key}: it must be a string`);
  return value;
}

const objectIn = (value: Plain | undefined): PlainObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as PlainObject) : {};

/** How an expectation writes a finding: the last part of the resource's type, its name, the path. */
export function labelOf(resource: Resource, path: string): string {
  return `${resource.type.split(":").at(-1)}/${resource.name} ${path}`;
}

/** Whether a case can only exist in a preview. */
export function hasUnknown(value: Plain): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

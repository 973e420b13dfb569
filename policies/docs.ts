/** The rules as a page to read, written from the list itself and from the levels of each environment. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { PlainObject } from "./lib/field.ts";
import type { Rule } from "./lib/rule.ts";
import { rules } from "./rules/index.ts";

/** Environments as they grow stricter; others come before them. */
const ORDER = ["dev", "staging", "prod"];

type Levels = Readonly<Record<string, string | PlainObject>>;

/** The text of `docs/policies.md`, ending in a newline. */
export function policiesMarkdown(): string {
  const environments = readLevels();
  const names = [...environments.keys()];
  return [
    "# Policies",
    "",
    "Written by `policies/docs.ts` from the rules themselves; do not edit. How to write one: `policies/README.md`.",
    "",
    `| rule | what it asks | severity | ${names.join(" | ")} |`,
    `|---|---|---|${"---|".repeat(names.length)}`,
    ...rules.map((rule) => row(rule, [...environments.values()])),
    "",
    ...rules.flatMap(section),
  ].join("\n");
}

function readLevels(): Map<string, Levels> {
  const folder = join(import.meta.dirname, "levels");
  const rank = (file: string): number => ORDER.indexOf(basename(file, ".json"));
  const files = readdirSync(folder).toSorted((one, other) => rank(one) - rank(other));
  return new Map(
    files.map((file) => [
      basename(file, ".json"),
      JSON.parse(readFileSync(join(folder, file), "utf8")) as Levels,
    ]),
  );
}

function row(rule: Rule, environments: readonly Levels[]): string {
  const levels = environments.map((environment) => levelOf(environment[rule.id]));
  return `| [${rule.id}](#${rule.id}) | ${rule.title} | ${rule.severity} | ${levels.join(" | ")} |`;
}

/** As the engine reads it: a level, or an object of one and parameters; mandatory where nothing is said. */
function levelOf(setting: string | PlainObject | undefined): string {
  if (typeof setting === "string") return setting;
  const { enforcementLevel, ...parameters } = setting ?? {};
  const settings = Object.entries(parameters).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [typeof enforcementLevel === "string" ? enforcementLevel : "mandatory", ...settings].join(", ");
}

function section(rule: Rule): string[] {
  const parameters = Object.entries(rule.parameters ?? {}).map(
    ([name, { description, default: value }]) =>
      `- Parameter \`${name}\`: ${description}. Default \`${JSON.stringify(value)}\`.`,
  );
  return [
    `## ${rule.id}`,
    "",
    `${rule.title}. ${rule.description}`,
    "",
    `- Remedy: ${rule.remediation}`,
    ...parameters,
    `- Judged: ${rule.kind === "resource" ? "each resource, before it changes" : "the whole stack, in preview and after up"}.`,
    `- Also asked by: ${rule.frameworks.join(", ")}.`,
    `- [Background](${rule.url}); cases in \`policies/rules/${rule.id}/\`.`,
    "",
  ];
}

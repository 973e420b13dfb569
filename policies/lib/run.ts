/** Runs rules for any host: defaults of parameters, and a rule that throws counts as violated, by name. */
import type { Plain } from "./field.ts";
import type { Resource, ResourceRule, Rule, StackFinding, StackRule } from "./rule.ts";

export type Configuration = Readonly<Record<string, Plain>>;

/** @param configuration the pack's config for this rule; parameters it does not set keep their defaults */
export function runResourceRule(
  rule: ResourceRule,
  resource: Resource,
  configuration: Configuration = {},
): readonly StackFinding[] {
  try {
    const findings = rule.check(resource, { parameters: parametersOf(rule, configuration) });
    return findings.map((finding) => ({ ...finding, resource }));
  } catch (error) {
    return [faultOf(rule, resource, error)];
  }
}

export function runStackRule(
  rule: StackRule,
  resources: readonly Resource[],
  configuration: Configuration = {},
): readonly StackFinding[] {
  try {
    return rule.check(resources, { parameters: parametersOf(rule, configuration) });
  } catch (error) {
    const [first] = resources;
    return first ? [faultOf(rule, first, error)] : [];
  }
}

/** One rule over a set of resources, as a stack that holds nothing else. */
export function runRule(
  rule: Rule,
  resources: readonly Resource[],
  configuration: Configuration = {},
): readonly StackFinding[] {
  if (rule.kind === "stack") return runStackRule(rule, resources, configuration);
  return resources.flatMap((resource) => runResourceRule(rule, resource, configuration));
}

function parametersOf(rule: Rule, configuration: Configuration): Configuration {
  const defaults = Object.entries(rule.parameters ?? {}).map(([name, parameter]) => [
    name,
    parameter.default,
  ]);
  return { ...Object.fromEntries(defaults), ...configuration };
}

/** The error's own message stays out: it may quote the value that the rule tripped over. */
function faultOf(rule: Rule, resource: Resource, error: unknown): StackFinding {
  const name = error instanceof Error ? error.name : typeof error;
  const place = error instanceof Error ? /[\w-]+\/[\w.-]+:\d+/.exec(error.stack ?? "")?.[0] : undefined;
  const message =
    `the rule ${rule.id} failed with ${name}${place ? ` at ${place}` : ""}; `
    + "this is a fault of the rule, and counts as a violation until it is repaired";
  return { path: "", message, status: "violation", resource };
}

/** The cases of the policy pack, as resources of one program. */
import { fixturesOf } from "@plinth/policies/fixtures";
import { UNKNOWN } from "@plinth/policies/field";
import { rules } from "@plinth/policies/rules";
import { runRule } from "@plinth/policies/run";
import type { Configuration } from "../../policies/lib/run.ts";
import type { Plain } from "../../policies/lib/field.ts";
import type { Resource } from "../../policies/lib/rule.ts";

export interface Case {
  /** Id of the rule that it is a case of. */
  readonly rule: string;
  readonly verdict: "pass" | "fail";
  readonly name: string;
  readonly configuration: Configuration;
  readonly resources: readonly Resource[];
}

/** Ids and ARNs of things that no program of ours has made. */
const foreign = /^(vpc|subnet|sg)-|^arn:aws:/;

/** Every case of every rule; a resource's name tells which one it is from. */
export function policyCases(): Case[] {
  return rules.flatMap(({ id }) =>
    fixturesOf(id).map(({ rule, verdict, name, configuration, resources }) => ({
      rule,
      verdict,
      name,
      configuration,
      resources: resources.map((resource) => ({
        ...resource,
        name: `${rule}/${verdict}/${name}/${resource.name}`,
        urn: `${rule}/${verdict}/${name}/${resource.urn}`,
        properties: resource.type.startsWith("aws:")
          ? withoutForeign(resource.properties)
          : resource.properties,
      })),
    })),
  );
}

/**
 * What the rules themselves find, without an engine: `<rule> <resource's name>`, sorted.
 *
 * @param configurations by rule; the rules' own defaults when not said
 */
export function violations(
  resources: readonly Resource[],
  configurations: Readonly<Record<string, Configuration>> = {},
): string[] {
  const found = rules.flatMap((rule) =>
    runRule(rule, resources, configurations[rule.id])
      .filter(({ status }) => status === "violation")
      .map(({ resource }) => `${rule.id} ${resource.name}`),
  );
  return [...new Set(found)].toSorted();
}

/** As in a program that makes those things too: their ids are known only after the update. */
function withoutForeign<T extends Plain>(value: T): T {
  if (typeof value === "string") return (foreign.test(value) ? UNKNOWN : value) as T;
  if (Array.isArray(value)) return value.map(withoutForeign) as unknown as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutForeign(inner)])) as T;
}

/**
 * The rules as a CrossGuard pack. The engine hands over each resource's properties behind a proxy that throws on
 * reading a value it does not know; here they become plain data that keeps such a value as its sentinel, so one
 * unknown value hides nothing else, and no rule can end in "can't run policy".
 */
import type {
  Policies,
  Policy,
  PolicyConfigSchema,
  PolicyResource,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { PlainObject } from "./lib/field.ts";
import type { Resource, Rule, StackFinding } from "./lib/rule.ts";
import { runResourceRule, runStackRule } from "./lib/run.ts";

/** The policy that reports, for all rules, what could not be decided in a preview. */
export const UNDECIDED = "undecided";

/** What the rules could not decide, by URN, from where they ran to the policy that reports it. */
type Undecided = Map<string, string[]>;

type Judged = Pick<PolicyResource, "type" | "name" | "urn" | "provider" | "props">;

/** One policy for each rule, mandatory unless the pack's config says otherwise, and {@link UNDECIDED} last. */
export function policiesOf(rules: readonly Rule[]): Policies {
  const pending: Undecided = new Map();
  return [...rules.map((rule) => policyOf(rule, pending)), undecidedPolicy(pending)];
}

function policyOf(rule: Rule, pending: Undecided): ResourceValidationPolicy | StackValidationPolicy {
  const about = aboutOf(rule);
  if (rule.kind === "stack") {
    return {
      ...about,
      validateStack: (stack, report) =>
        deliver(rule, runStackRule(rule, stack.resources.map(plainOf), stack.getConfig()), pending, report),
    };
  }
  return {
    ...about,
    validateResource: (resource, report) =>
      deliver(rule, runResourceRule(rule, plainOf(resource), resource.getConfig()), pending, report),
  };
}

/**
 * Advisory: in a first preview much may depend on resources that do not exist yet, and `up` decides it before
 * they are created. It has no state of its own: it empties what the policies before it left for this resource.
 */
function undecidedPolicy(pending: Undecided): ResourceValidationPolicy & StackValidationPolicy {
  return {
    name: UNDECIDED,
    displayName: "Everything can be decided before the update",
    description: "Some rules need values that are known only after the update; `up` judges them then.",
    enforcementLevel: "advisory",
    severity: "low",
    validateResource({ urn }, report) {
      const messages = pending.get(urn);
      pending.delete(urn);
      if (messages) report(messages.join("\n"), urn);
    },
    validateStack(_, report) {
      for (const [urn, messages] of pending) report(messages.join("\n"), urn);
      pending.clear();
    },
  };
}

/** One report per resource, whatever the number of findings. */
function deliver(
  rule: Rule,
  findings: readonly StackFinding[],
  pending: Undecided,
  report: (message: string, urn: string) => void,
): void {
  const byResource = Map.groupBy(findings, ({ resource }) => resource.urn);
  for (const [urn, found] of byResource) {
    const violations = found.filter(({ status }) => status === "violation").map(lineOf);
    if (violations.length > 0) report([...violations, `Remedy: ${rule.remediation}`].join("\n"), urn);
    const lines = found
      .filter(({ status }) => status === "undecided")
      .map((finding) => `${rule.id}: whether ${finding.message} depends on ${finding.missing}`);
    if (lines.length > 0) pending.set(urn, [...(pending.get(urn) ?? []), ...lines]);
  }
}

const lineOf = ({ path, message }: StackFinding): string => (path === "" ? message : `${path}: ${message}`);

function aboutOf(rule: Rule): Policy {
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}.`,
    enforcementLevel: "mandatory",
    severity: rule.severity,
    tags: [...rule.frameworks],
    remediationSteps: rule.remediation,
    url: rule.url,
    ...(rule.parameters && { configSchema: schemaOf(rule.parameters) }),
  };
}

function schemaOf(parameters: NonNullable<Rule["parameters"]>): PolicyConfigSchema {
  const properties = Object.entries(parameters).map(([name, parameter]) => [
    name,
    { type: parameter.type, description: parameter.description, default: parameter.default },
  ]);
  return { properties: Object.fromEntries(properties) };
}

/**
 * The proxy guards only its own getters: a property's descriptor holds the raw value, with all that is below it.
 * So one step down is enough, and costs the same for a large resource as for a small one.
 */
function plainOf({ type, name, urn, provider, props }: Judged): Resource {
  const properties = Object.keys(props).map((key) => [
    key,
    Object.getOwnPropertyDescriptor(props, key)?.value,
  ]);
  return {
    type,
    name,
    urn,
    properties: Object.fromEntries(properties) as PlainObject,
    ...(provider && { provider: provider.urn }),
  };
}

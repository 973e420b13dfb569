/**
 * What a rule is. A rule is data and one pure function over plain objects: it knows neither the engine nor the
 * stack nor the environment, so any host can run it (see `run.ts` for how, `../crossguard.ts` for the one there is).
 */
import type { Plain, PlainObject } from "./field.ts";

/** One resource as a host sees it. */
export interface Resource {
  /** Pulumi type token, for example `kubernetes:apps/v1:Deployment`. Rules match on it, never on classes. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** How the host addresses it; unique among the resources of one run. */
  readonly urn: string;
  /** URN of its provider: tells apart equal names in two clusters or accounts. */
  readonly provider?: string;
  readonly properties: PlainObject;
}

/** What a rule found out about one place of one resource. */
export interface Finding {
  /** Place in the resource's properties, for example `spec.template.spec.containers[0].image`. */
  readonly path: string;
  /** The fact, in one line. It may name objects; it never repeats any other value, which might be a secret. */
  readonly message: string;
  /** "undecided": a value that is known only after the update decides. */
  readonly status: "violation" | "undecided";
  /** The path of that value; set when undecided. */
  readonly missing?: string;
}

/** A finding of a stack rule says which resource it is about. */
export interface StackFinding extends Finding {
  readonly resource: Resource;
}

/** A setting of a rule that differs between environments; part of the pack's config, checked by the engine. */
export interface Parameter {
  readonly type: "boolean" | "array";
  readonly description: string;
  readonly default: Plain;
}

export interface Context {
  /** The pack's config for this rule over the defaults of its parameters. */
  readonly parameters: Readonly<Record<string, Plain>>;
}

interface About {
  /** Also the name of its folder: lower case, words joined by hyphens, the subject first. */
  readonly id: string;
  /** The rule as a sentence, printed with each violation. */
  readonly title: string;
  /** Why it matters. */
  readonly description: string;
  readonly severity: "low" | "medium" | "high" | "critical";
  /** Controls of public catalogues that ask for the same. */
  readonly frameworks: readonly string[];
  /** What to write instead, in one or two sentences. */
  readonly remediation: string;
  /** The page that explains the setting. */
  readonly url: string;
  readonly parameters?: Readonly<Record<string, Parameter>>;
}

/** Judges each resource by itself, before it is created or changed. */
export interface ResourceRule extends About {
  readonly kind: "resource";
  check(resource: Resource, context: Context): readonly Finding[];
}

/** Judges how the resources of a stack fit together; on `up` it runs after the changes, so prefer a resource rule. */
export interface StackRule extends About {
  readonly kind: "stack";
  check(resources: readonly Resource[], context: Context): readonly StackFinding[];
}

export type Rule = ResourceRule | StackRule;

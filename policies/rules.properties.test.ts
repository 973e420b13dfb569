/** What must hold for every rule and every resource: unknown values, other kinds, junk, secrets. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { UNKNOWN } from "./lib/field.ts";
import type { Plain, PlainObject } from "./lib/field.ts";
import { fixturesOf, labelOf } from "./lib/fixtures.ts";
import type { Fixture } from "./lib/fixtures.ts";
import type { Resource, Rule, StackFinding } from "./lib/rule.ts";
import { runRule } from "./lib/run.ts";
import { rules } from "./rules/index.ts";

const FAULT = /is a fault of the rule/;

type Key = string | number;

/** Every place below a value, its own first. */
function placesOf(value: Plain, at: readonly Key[] = []): (readonly Key[])[] {
  if (typeof value !== "object" || value === null) return [at];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [at, ...keys.flatMap((key) => placesOf((value as Record<Key, Plain>)[key] ?? null, [...at, key]))];
}

function replace(value: Plain, [key, ...rest]: readonly Key[], substitute: Plain): Plain {
  if (key === undefined) return substitute;
  if (Array.isArray(value)) return value.with(Number(key), replace(value[Number(key)], rest, substitute));
  const object = value as PlainObject;
  return { ...object, [key]: replace(object[key] ?? null, rest, substitute) };
}

/** The same resources with one place of one of them replaced; never a whole resource. */
function* variantsOf(resources: readonly Resource[], substitute: Plain): Generator<Resource[]> {
  for (const [index, resource] of resources.entries()) {
    for (const place of placesOf(resource.properties).slice(1)) {
      const properties = replace(resource.properties, place, substitute) as PlainObject;
      yield resources.with(index, { ...resource, properties });
    }
  }
}

const labels = (findings: readonly StackFinding[], status: StackFinding["status"]): string[] =>
  findings
    .filter((finding) => finding.status === status)
    .map(({ resource, path }) => labelOf(resource, path));

/** Whether an undecided place stands for a violation: the same place, or a list item that it may be. */
function covers(undecided: string, violation: string): boolean {
  const parts = undecided.split("[*]").map((part) => part.replaceAll(/\W/g, "\\$&"));
  return new RegExp(`^${parts.join("\\[\\d+\\]")}$`).test(violation);
}

function checkUnknown(rule: Rule, fixture: Fixture): void {
  const before = labels(runRule(rule, fixture.resources, fixture.configuration), "violation");
  for (const variant of variantsOf(fixture.resources, UNKNOWN)) {
    const findings = runRule(rule, variant, fixture.configuration);
    const after = labels(findings, "violation");
    const open = labels(findings, "undecided");
    assert.ok(!findings.some(({ message }) => FAULT.test(message)));
    for (const violation of after) assert.ok(before.includes(violation), `${violation} is not a violation`);
    for (const violation of before) {
      assert.ok(
        after.includes(violation) || open.some((label) => covers(label, violation)),
        `${violation} is hidden, though the rest says: ${[...after, ...open].join(", ")}`,
      );
    }
    for (const { status, missing } of findings) assert.equal(status === "undecided", missing !== undefined);
  }
}

/** How each kind wraps the spec of a pod. */
const KINDS: Readonly<Record<string, (spec: Plain) => PlainObject>> = {
  "core/v1:Pod": (spec) => ({ spec }),
  "core/v1:PodTemplate": (spec) => ({ template: { spec } }),
  "core/v1:ReplicationController": (spec) => ({ spec: { template: { spec } } }),
  "apps/v1:Deployment": (spec) => ({ spec: { template: { spec } } }),
  "apps/v1:StatefulSet": (spec) => ({ spec: { template: { spec } } }),
  "apps/v1:DaemonSet": (spec) => ({ spec: { template: { spec } } }),
  "apps/v1:ReplicaSet": (spec) => ({ spec: { template: { spec } } }),
  "extensions/v1beta1:Deployment": (spec) => ({ spec: { template: { spec } } }),
  "batch/v1:Job": (spec) => ({ spec: { template: { spec } } }),
  "batch/v1:CronJob": (spec) => ({ spec: { jobTemplate: { spec: { template: { spec } } } } }),
};

/** The ways to write an object of a kind. */
const spellings = (kind: string, object: PlainObject): (readonly [string, PlainObject])[] => [
  [kind, object],
  [`${kind}Patch`, object],
  [`${kind}List`, { items: [object] }],
  // What the untyped CustomResource makes of apiVersion v1.
  ...(kind.startsWith("core/") ? [[kind.slice("core/".length), object] as const] : []),
];

const RUN_TO_COMPLETION = /:(Cron)?Job/;

function podSpecOf({ properties }: Resource): Plain | undefined {
  const { spec } = properties as { spec?: PlainObject & { template?: { spec?: Plain } } };
  return spec?.template?.spec ?? (spec?.["containers"] ? spec : undefined);
}

function checkKinds(rule: Rule, fixture: Fixture): void {
  const [resource] = fixture.resources;
  const spec = resource && podSpecOf(resource);
  if (!resource || !spec || fixture.resources.length > 1) return;
  const wanted = messagesOf(rule, resource, fixture);
  for (const [kind, wrap] of Object.entries(KINDS)) {
    const object: PlainObject = { ...wrap(spec), metadata: resource.properties["metadata"] ?? {} };
    for (const [token, body] of spellings(kind, object)) {
      const type = `kubernetes:${token}`;
      const found = messagesOf(rule, { ...resource, type, properties: body }, fixture);
      const exempt = rule.id === "k8s-probes" && RUN_TO_COMPLETION.test(type);
      assert.deepEqual(found, exempt ? [] : wanted, type);
    }
  }
}

const messagesOf = (rule: Rule, resource: Resource, fixture: Fixture): string[] =>
  runRule(rule, [resource], fixture.configuration).map(({ status, message }) => `${status}: ${message}`);

/** Replaces every string that is not a name. */
function mark(value: Plain, key?: string): Plain {
  if (typeof value === "string")
    return ["name", "namespace", "host", "subset"].includes(key ?? "") ? value : "HUSH";
  if (Array.isArray(value)) return value.map((item: Plain) => mark(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mark(item, name)]));
}

const isPodRule = (fixtures: readonly Fixture[]): boolean =>
  fixtures.some(({ resources: [first, ...others] }) => first && others.length === 0 && podSpecOf(first));

for (const rule of rules) {
  describe(`${rule.id}, whatever the resource`, () => {
    const fixtures = fixturesOf(rule.id);

    it("an unknown value hides no other violation, makes none, and is named", () => {
      for (const fixture of fixtures) checkUnknown(rule, fixture);
    });

    if (rule.kind === "resource" && isPodRule(fixtures)) {
      it("judges the same pod alike in every kind that carries one, in its patch and in its list", () => {
        for (const fixture of fixtures) checkKinds(rule, fixture);
      });
    }

    it("survives junk in any place", () => {
      const junk = fc.oneof(fc.jsonValue(), fc.constantFrom(null, "", 0, [], {}, [null], { items: [null] }));
      const subject = fc.constantFrom(...fixtures);
      const property = fc.property(subject, junk, fc.nat(), (fixture, value, choice) => {
        const variants = [...variantsOf(fixture.resources, value as Plain)];
        const variant = variants[choice % variants.length] ?? [];
        const findings = runRule(rule, variant, fixture.configuration);
        assert.ok(!findings.some(({ message }) => FAULT.test(message)));
      });
      fc.assert(property, { numRuns: 300 });
    });

    it("repeats no value of the resource", () => {
      for (const fixture of fixtures) {
        const marked = fixture.resources.map((resource) => ({
          ...resource,
          properties: mark(resource.properties) as PlainObject,
        }));
        const findings = runRule(rule, marked, fixture.configuration);
        assert.ok(!JSON.stringify(findings.map(({ message, path }) => [message, path])).includes("HUSH"));
      }
    });
  });
}

/** The pack as the engine runs it, over the SDK's own proxy that throws on reading an unknown value. */
import assert from "node:assert/strict";
import { unknownCheckingProxy } from "@pulumi/policy";
import type { PolicyResource, ResourceValidationArgs, StackValidationArgs } from "@pulumi/policy";
import { policiesOf, UNDECIDED } from "./crossguard.ts";
import type { Configuration } from "./lib/run.ts";
import { fixturesOf, hasUnknown, resourceOf } from "./lib/fixtures.ts";
import { UNKNOWN } from "./lib/field.ts";
import type { Resource, ResourceRule } from "./lib/rule.ts";
import { rules } from "./rules/index.ts";

interface Reported {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
}

const byClass = (): never => assert.fail("rules match on type tokens, not on classes");
const notApplicable = (): never => assert.fail("no policy says that it does not apply");

type Judged = Omit<PolicyResource, "isType" | "asType"> & { isType: typeof byClass; asType: typeof byClass };

function judgedOf({ type, name, urn, properties }: Resource): Judged {
  // The SDK hands out a mutable copy; a frozen or shared one would hide a policy that writes to it.
  const props = unknownCheckingProxy(structuredClone(properties)) as Record<string, unknown>;
  return {
    type,
    name,
    urn,
    props,
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    dependencies: [],
    propertyDependencies: {},
    isType: byClass,
    asType: byClass,
  };
}

type Configurations = Readonly<Record<string, Configuration>>;

/** As the SDK's server does: all resource policies over each resource, then all stack policies over the stack. */
async function preview(
  resources: readonly Resource[],
  configurations: Configurations = {},
  pack = policiesOf(rules),
): Promise<Reported[]> {
  const reported: Reported[] = [];
  const shared = { stackTags: new Map<string, string>(), notApplicable };
  for (const resource of resources) {
    for (const policy of pack) {
      if (!("validateResource" in policy) || typeof policy.validateResource !== "function") continue;
      const getConfig: ResourceValidationArgs["getConfig"] = () =>
        (configurations[policy.name] ?? {}) as never;
      const args: ResourceValidationArgs = { ...judgedOf(resource), ...shared, getConfig };
      await policy.validateResource(args, (message, urn = resource.urn) => {
        reported.push({ policy: policy.name, urn, message });
      });
    }
  }
  for (const policy of pack) {
    if (!("validateStack" in policy)) continue;
    const getConfig: StackValidationArgs["getConfig"] = () => (configurations[policy.name] ?? {}) as never;
    const args: StackValidationArgs = { resources: resources.map(judgedOf), ...shared, getConfig };
    await policy.validateStack(args, (message, urn = "") => {
      reported.push({ policy: policy.name, urn, message });
    });
  }
  return reported;
}

const pod = (spec: object): Resource =>
  resourceOf(JSON.parse(JSON.stringify({ apiVersion: "v1", kind: "Pod", metadata: { name: "vote" }, spec })));

describe("the pack", () => {
  it("is one policy for each rule, mandatory by default, and the advisory one for what is undecided at the end", () => {
    const policies = policiesOf(rules);
    assert.deepEqual(
      policies.map(({ name }) => name),
      [...rules.map(({ id }) => id), UNDECIDED],
    );
    for (const { name, enforcementLevel } of policies) {
      assert.equal(enforcementLevel, name === UNDECIDED ? "advisory" : "mandatory");
    }
  });

  for (const rule of rules) {
    it(`${rule.id} reports as its cases expect, once per resource and with the remedy`, async () => {
      for (const fixture of fixturesOf(rule.id)) {
        const reported = await preview(fixture.resources, { [rule.id]: fixture.configuration });
        const own = reported.filter(({ policy }) => policy === rule.id);
        const expected = [...new Set(fixture.violations.map((label) => label.replace(/ .*/, "")))];
        const found = own.map(({ urn }) => fixture.resources.find((resource) => resource.urn === urn));
        const labels = found.map((resource) => `${resource?.type.split(":").at(-1)}/${resource?.name}`);
        assert.deepEqual(labels.toSorted(), expected.toSorted(), fixture.name);
        for (const { message } of own) assert.ok(message.endsWith(`Remedy: ${rule.remediation}`));
      }
    });
  }

  it("has cases with values that the SDK's proxy refuses to hand out", () => {
    const fixtures = rules.flatMap(({ id }) => fixturesOf(id));
    assert.ok(fixtures.some(({ resources }) => resources.some(({ properties }) => hasUnknown(properties))));
  });

  it("lets no unknown value hide a violation beside it, and says which value it lacks", async () => {
    const containers = [
      { name: "vote", image: UNKNOWN },
      { name: "debug", image: "debug", securityContext: { privileged: true } },
    ];
    const reported = await preview([pod({ containers })]);
    const of = (name: string): string => reported.find(({ policy }) => policy === name)?.message ?? "";
    assert.match(
      of("k8s-privileged"),
      /^spec\.containers\[1\]\.securityContext\.privileged: container debug is/,
    );
    assert.match(of("k8s-image-pinned"), /^spec\.containers\[1\]\.image: container debug/);
    assert.match(
      of(UNDECIDED),
      /^k8s-image-pinned: whether container vote has .* depends on spec\.containers\[0\]\.image$/,
    );
  });

  it("reports all that is undecided about a resource at once, and only once", async () => {
    const resource = pod({ containers: UNKNOWN });
    const pack = policiesOf(rules);
    for (const _ of ["preview", "up"]) {
      const reported = (await preview([resource], {}, pack)).filter(({ policy }) => policy === UNDECIDED);
      assert.equal(reported.length, 1);
      assert.equal(reported[0]?.urn, resource.urn);
      assert.ok((reported[0]?.message.split("\n").length ?? 0) > 5);
    }
  });

  it("reports what a stack rule could not decide", async () => {
    const owner = { ...pod({ containers: [] }), properties: { metadata: { namespace: UNKNOWN }, spec: {} } };
    const reported = (await preview([owner])).filter(({ policy }) => policy === UNDECIDED);
    assert.match(
      reported[0]?.message ?? "",
      /^k8s-netpol-coverage: whether no NetworkPolicy .* depends on metadata\.namespace$/,
    );
  });

  it("tells equal namespaces of two clusters apart", async () => {
    const [denied, policy] =
      fixturesOf("k8s-netpol-coverage").find(({ verdict }) => verdict === "pass")?.resources ?? [];
    assert.ok(denied && policy);
    const elsewhere = {
      ...policy,
      provider: "urn:pulumi:test::fixtures::pulumi:providers:kubernetes::other",
    };
    const rule = rules.find(({ id }) => id === "k8s-netpol-coverage");
    assert.equal(rule?.kind === "stack" && rule.check([denied, policy], context).length, 0);
    assert.equal(rule?.kind === "stack" && rule.check([denied, elsewhere], context).length, 2);
  });

  it("reports a rule that throws as a violation of that rule", async () => {
    const broken: ResourceRule = {
      ...(rules.find(({ id }) => id === "k8s-privileged") as ResourceRule),
      check: () => assert.fail("HUSH"),
    };
    const [first, ...rest] = await preview([pod({ containers: [] })], {}, policiesOf([broken]));
    assert.equal(rest.length, 0);
    assert.equal(first?.policy, "k8s-privileged");
    assert.match(first?.message ?? "", /^the rule k8s-privileged failed with AssertionError/);
    assert.doesNotMatch(first?.message ?? "", /HUSH/);
  });
});

const context = { parameters: { vendoredNamespaces: [] } };

/** The policy pack in real previews: what it refuses, and what it lets pass. */
import assert from "node:assert/strict";
import { rules } from "@plinth/policies/rules";
import { hardened } from "./hardened.ts";
import { ruleAlone } from "./policy-alone.ts";
import { policyCases, violations, type Case } from "./policy-cases.ts";
import { ResourcePreviews, type Preview } from "./resource-previews.ts";

/** One that looks at a resource by itself, and one that looks at a whole stack. */
const tried = ["k8s-resources", "k8s-netpol-coverage"];

describe("policies, in real previews", function () {
  this.timeout(300_000);
  const previews = new ResourcePreviews();
  let cases: readonly Case[];
  before(async () => (cases = await previews.prepare(policyCases())));
  after(() => previews.dispose());

  /** A configuration would be about all cases of its rule. */
  const resourcesOf = (verdict: "pass" | "fail") =>
    cases
      .filter((each) => each.verdict === verdict && Object.keys(each.configuration).length === 0)
      .flatMap(({ resources }) => resources);
  const mandatory = ({ reported }: Preview) => reported.filter(({ level }) => level === "mandatory");
  const named = (preview: Preview) =>
    mandatory(preview)
      .map(({ rule, resource }) => `${rule} ${resource}`)
      .toSorted();

  it("let a stack pass that keeps every rule", async () => {
    const preview = await previews.preview(hardened);
    assert.equal(preview.code, 0, preview.output);
    assert.deepEqual(preview.reported, []);
    assert.match(preview.output, new RegExp(`${hardened.length + 2} to create`));
  });

  it("refuse every failing case, and name the rule, the resource and the remedy", async () => {
    const resources = resourcesOf("fail");
    const preview = await previews.preview(resources);
    assert.notEqual(preview.code, 0);
    assert.deepEqual(named(preview), violations(resources));
    for (const { id, remediation } of rules) {
      const own = mandatory(preview).filter(({ rule }) => rule === id);
      assert.ok(own.length > 0, id);
      for (const { text } of own) assert.ok(text.includes(`Remedy: ${remediation}`), text);
    }
    assert.doesNotMatch(preview.output, /can't run policy/);
  });

  it("find in the passing cases only what other rules have against them", async () => {
    const resources = resourcesOf("pass");
    const preview = await previews.preview(resources);
    assert.deepEqual(named(preview), violations(resources));
    const wrong = mandatory(preview).filter(({ rule, resource }) => resource.startsWith(`${rule}/`));
    assert.deepEqual(wrong, []);
    assert.doesNotMatch(preview.output, /can't run policy/);
  });

  for (const rule of tried) ruleAlone(rule, { previews, cases: () => cases });
});

import assert from "node:assert/strict";
import { resourceOf } from "./fixtures.ts";
import type { Context, ResourceRule, StackRule } from "./rule.ts";
import { runRule } from "./run.ts";

const about = {
  id: "test-rule",
  title: "",
  description: "",
  severity: "low",
  frameworks: [],
  remediation: "",
  url: "",
  parameters: { strict: { type: "boolean", description: "", default: false } },
} as const;

const pod = resourceOf({ apiVersion: "v1", kind: "Pod", metadata: { name: "vote" } });

describe("runRule", () => {
  it("gives the rule its parameters: the defaults, and the configuration over them", () => {
    const seen: unknown[] = [];
    const check = (_: unknown, { parameters }: Context): never[] => {
      seen.push(parameters["strict"]);
      return [];
    };
    const rule: ResourceRule = { ...about, kind: "resource", check };
    runRule(rule, [pod]);
    runRule(rule, [pod], { strict: true });
    assert.deepEqual(seen, [false, true]);
  });

  it("counts a rule that throws as violated, names it, and does not repeat what the error quotes", () => {
    const check = (): never => {
      throw new SyntaxError("Unexpected token in HUSH");
    };
    const resourceRule: ResourceRule = { ...about, kind: "resource", check };
    const stackRule: StackRule = { ...about, kind: "stack", check };
    for (const rule of [resourceRule, stackRule]) {
      const [finding, ...rest] = runRule(rule, [pod]);
      assert.equal(rest.length, 0);
      assert.equal(finding?.status, "violation");
      assert.match(finding?.message ?? "", /test-rule failed with SyntaxError at lib\/run\.test\.ts:\d+/);
      assert.doesNotMatch(finding?.message ?? "", /HUSH/);
    }
  });
});

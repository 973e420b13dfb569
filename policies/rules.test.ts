/** Every rule against its own cases, and what must hold for each of them whatever they are about. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UNDECIDED } from "./crossguard.ts";
import { fixturesOf, labelOf, ruleFolders } from "./lib/fixtures.ts";
import { runRule } from "./lib/run.ts";
import { rules } from "./rules/index.ts";

describe("the list of rules", () => {
  it("is the folders under rules/", () => {
    assert.deepEqual(rules.map(({ id }) => id).toSorted(), ruleFolders().toSorted());
  });

  it("has no name that the engine or the pack keeps for itself", () => {
    for (const { id } of rules) {
      assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/);
      assert.notEqual(id, UNDECIDED);
    }
  });
});

describe("levels", () => {
  const folder = join(import.meta.dirname, "levels");
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  for (const file of readdirSync(folder)) {
    it(`${file} names only rules and parameters that exist: the engine passes over others in silence`, () => {
      const levels = JSON.parse(readFileSync(join(folder, file), "utf8")) as Record<string, unknown>;
      for (const [id, setting] of Object.entries(levels)) {
        if (id === UNDECIDED) continue;
        const rule = known.get(id);
        assert.ok(rule, `no rule ${id}`);
        const parameters = typeof setting === "object" && setting !== null ? Object.keys(setting) : [];
        const allowed = ["enforcementLevel", ...Object.keys(rule.parameters ?? {})];
        assert.deepEqual(
          parameters.filter((name) => !allowed.includes(name)),
          [],
        );
      }
    });
  }
});

for (const rule of rules) {
  describe(rule.id, () => {
    const fixtures = fixturesOf(rule.id);

    it("has at least two cases that pass and two that fail", () => {
      assert.ok(fixtures.filter(({ verdict }) => verdict === "pass").length >= 2);
      assert.ok(fixtures.filter(({ verdict }) => verdict === "fail").length >= 2);
    });

    for (const fixture of fixtures) {
      it(`${fixture.verdict}: ${fixture.name.replaceAll("-", " ")}`, () => {
        const findings = runRule(rule, fixture.resources, fixture.configuration);
        const labels = (status: string): string[] =>
          findings
            .filter((finding) => finding.status === status)
            .map(({ resource, path }) => labelOf(resource, path))
            .toSorted();
        assert.deepEqual(labels("violation"), fixture.violations);
        assert.deepEqual(labels("undecided"), fixture.undecided);
        assert.equal(fixture.violations.length > 0, fixture.verdict === "fail");
      });
    }
  });
}

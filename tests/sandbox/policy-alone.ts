/** One rule of the policy pack by itself, as mocha cases. */
import assert from "node:assert/strict";
import type { Configuration } from "../../policies/lib/run.ts";
import { violations, type Case } from "./policy-cases.ts";
import type { Preview, ResourcePreviews } from "./resource-previews.ts";

interface Surroundings {
  readonly previews: ResourcePreviews;
  readonly cases: () => readonly Case[];
}

/** Declares the cases: previews of what breaks the rule are refused, those of what keeps it are not. */
export function ruleAlone(rule: string, { previews, cases }: Surroundings): void {
  const own = (verdict: "pass" | "fail") =>
    batches(cases().filter((each) => each.rule === rule && each.verdict === verdict));
  const preview = (batch: Batch): Promise<Preview> =>
    previews.preview(batch.resources, {
      all: "disabled",
      undecided: "advisory",
      [rule]: { enforcementLevel: "mandatory", ...batch.configuration },
    });

  it(`${rule} alone refuses what breaks it`, async () => {
    for (const batch of own("fail")) {
      const { code, output, reported } = await preview(batch);
      assert.notEqual(code, 0, output);
      const found = reported.filter(({ level }) => level === "mandatory");
      assert.deepEqual(
        found.map((each) => `${each.rule} ${each.resource}`).toSorted(),
        violations(batch.resources, { [rule]: batch.configuration }).filter((line) =>
          line.startsWith(`${rule} `),
        ),
      );
      assert.ok(found.length > 0 && found.every(({ text }) => text.includes("Remedy: ")), output);
      assert.doesNotMatch(output, /can't run policy/);
    }
  });

  it(`${rule} alone lets what keeps it pass`, async () => {
    for (const batch of own("pass")) {
      const { code, output } = await preview(batch);
      assert.equal(code, 0, output);
      assert.doesNotMatch(output, /can't run policy/);
    }
  });
}

interface Batch {
  readonly configuration: Configuration;
  readonly resources: Case["resources"];
}

/** Cases of one configuration share a preview. */
function batches(cases: readonly Case[]): Batch[] {
  const groups = Map.groupBy(cases, ({ configuration }) => JSON.stringify(configuration));
  return [...groups.values()].map((group) => ({
    configuration: group[0]?.configuration ?? {},
    resources: group.flatMap(({ resources }) => resources),
  }));
}

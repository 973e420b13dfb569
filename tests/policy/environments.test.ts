/** The policy pack over the whole program, in every environment, at that environment's levels. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { UNKNOWN, type PlainObject } from "@plinth/policies/field";
import { rules } from "@plinth/policies/rules";
import { runRule } from "@plinth/policies/run";
import { runProgram, stacks } from "../graph/program.ts";
import { unknown } from "../harness/wire.ts";

function levelsOf(stack: string): Record<string, PlainObject> {
  const file = path.resolve(import.meta.dirname, "../../policies/levels", `${stack}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, PlainObject>;
}

/** What is unknown, in the pack's own word for it. */
function asPreviewed(inputs: object): PlainObject {
  return JSON.parse(
    JSON.stringify(inputs).replaceAll(JSON.stringify(unknown), JSON.stringify(UNKNOWN)),
  ) as PlainObject;
}

for (const stack of stacks) {
  describe(`policies in ${stack}`, function () {
    this.timeout(60_000);

    it("find nothing, in what can be known before anything runs", async () => {
      const { graph } = await runProgram(stack);
      const resources = graph.resources.map(({ inputs, ...resource }) => ({
        ...resource,
        properties: asPreviewed(inputs),
      }));
      const levels = levelsOf(stack);
      const found = rules.flatMap((rule) =>
        runRule(rule, resources, levels[rule.id] ?? {})
          .filter(({ status }) => status === "violation")
          .map(({ resource, message }) => `${rule.id}: ${resource.name}: ${message}`),
      );
      assert.deepEqual(found, []);
    });
  });
}

/** The policy pack over the whole program, in every environment, at that environment's levels. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { rules } from "@plinth/policies/rules";
import { runRule } from "@plinth/policies/run";
import { runProgram, stacks } from "../graph/program.ts";

interface Level {
  readonly enforcementLevel?: string;
}

function levelsOf(stack: string): Record<string, Level> {
  const file = path.resolve(import.meta.dirname, "../../policies/levels", `${stack}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Record<string, Level>;
}

for (const stack of stacks) {
  describe(`policies in ${stack}`, function () {
    this.timeout(60_000);

    it("find nothing, in what can be known before anything runs", async () => {
      const { graph } = await runProgram(stack);
      const resources = graph.resources.map(({ inputs, ...resource }) => ({ ...resource, properties: inputs }));
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

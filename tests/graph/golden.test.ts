/**
 * What each environment registers, as a list a reviewer can read: a change that adds, drops or renames a resource
 * shows up in the diff of `golden/<stack>.txt`. `UPDATE_GOLDEN=1 npm test` writes the lists anew.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Graph } from "../harness/graph.ts";
import { runProgram, stacks } from "./program.ts";

function render(graph: Graph): string {
  const lines = graph.resources.map((resource) => `${graph.pathOf(resource).join(" / ")}  ${resource.type}`);
  return `${lines.toSorted().join("\n")}\n`;
}

for (const stack of stacks) {
  describe(`resources of ${stack}`, function () {
    this.timeout(60_000);

    it("are the ones that were reviewed", async () => {
      const { graph } = await runProgram(stack);
      const file = path.join(import.meta.dirname, "golden", `${stack}.txt`);
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, render(graph));
      assert.equal(render(graph), readFileSync(file, "utf8"));
    });

    it("are the same twice", async () => {
      const [first, second] = [await runProgram(stack), await runProgram(stack)];
      const inputs = ({ graph }: { graph: Graph }) =>
        Object.fromEntries(graph.resources.map((resource) => [resource.urn, resource.inputs]));
      assert.deepEqual(inputs(first), inputs(second));
    });
  });
}

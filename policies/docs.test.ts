import assert from "node:assert/strict";
import { policiesMarkdown } from "./docs.ts";
import { rules } from "./rules/index.ts";

describe("policiesMarkdown", () => {
  const text = policiesMarkdown();

  it("has a row and a section for each rule", () => {
    for (const { id } of rules) {
      assert.match(text, new RegExp(`^\\| \\[${id}\\]\\(#${id}\\) \\|`, "m"));
      assert.match(text, new RegExp(`^## ${id}$`, "m"));
    }
  });

  it("shows the level and the parameters that an environment sets", () => {
    assert.match(text, /^\| \[aws-eks-endpoint\].*\| mandatory, publicAccess true \|.*\| mandatory \|/m);
  });

  it("breaks no table", () => {
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    const columns = new Set(rows.map((line) => line.split("|").length));
    assert.equal(columns.size, 1);
  });
});

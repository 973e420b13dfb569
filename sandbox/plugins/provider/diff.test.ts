import assert from "node:assert/strict";
import fc from "fast-check";
import { compareProperties, formatPath } from "./diff.ts";
import type { Properties } from "./values.ts";

describe("compareProperties", () => {
  it("reports every difference at its deepest path", () => {
    const old: Properties = { a: { b: 1, c: [1, 2] }, gone: "x", same: { d: null } };
    const next: Properties = { a: { b: 2, c: [1] }, fresh: true, same: {} };
    assert.deepEqual(compareProperties(old, next), [
      { path: "a.b", kind: "update" },
      { path: "a.c[1]", kind: "delete" },
      { path: "gone", kind: "delete" },
      { path: "fresh", kind: "add" },
    ]);
  });

  it("marks the changes that need another resource", () => {
    assert.deepEqual(
      compareProperties({ a: 1, b: 1 }, { a: 2, b: 2 }, ([name]) => name === "b"),
      [
        { path: "a", kind: "update" },
        { path: "b", kind: "update", replace: true },
      ],
    );
  });

  it("finds nothing between equal bags, and something between different ones", () => {
    const bag = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<Properties>;
    fc.assert(fc.property(bag, (value) => compareProperties(value, structuredClone(value)).length === 0));
    fc.assert(
      fc.property(
        bag,
        fc.string(),
        (value, name) => compareProperties(value, { ...value, [name]: "\0" }).length > 0,
      ),
    );
  });
});

describe("formatPath", () => {
  it("quotes what is no plain name", () => {
    assert.equal(formatPath(["metadata", "annotations", "a.b/c"]), 'metadata.annotations["a.b/c"]');
    assert.equal(formatPath(["spec", "containers", 0, "image"]), "spec.containers[0].image");
  });
});

import assert from "node:assert/strict";
import { at, describe as name, numberAt, objectsAt, referenceOf, stringAt } from "./object.ts";

describe("object access", () => {
  const object = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a" },
    spec: { list: [{ n: 1 }, "x"], text: "t" },
  };

  it("reads through objects and lists, and stops where a step is missing", () => {
    assert.equal(at(object, "spec", "list", 0, "n"), 1);
    assert.equal(at(object, "spec", "none", "n"), undefined);
    assert.equal(stringAt(object, "spec", "text"), "t");
    assert.equal(stringAt(object, "spec", "list"), undefined);
    assert.equal(numberAt(object, "spec", "text"), undefined);
    assert.deepEqual(objectsAt(object, "spec", "list"), [{ n: 1 }]);
  });

  it("names objects", () => {
    assert.equal(name(referenceOf({ ...object, metadata: { name: "a", namespace: "b" } })), "v1 Pod b/a");
    assert.throws(() => referenceOf({ ...object, metadata: {} }), /v1\/Pod has no metadata.name/);
  });
});

import assert from "node:assert/strict";
import { propagationOf, whatHolds } from "./delete.ts";

describe("deletion", () => {
  it("takes dependents first, unless the object says otherwise", () => {
    const object = (policy?: string) => ({
      apiVersion: "v1",
      kind: "A",
      metadata:
        policy === undefined ? {} : { annotations: { "pulumi.com/deletionPropagationPolicy": policy } },
    });
    assert.equal(propagationOf(object()), "Foreground");
    assert.equal(propagationOf(object("background")), "Background");
    assert.equal(propagationOf(object("orphan")), "Orphan");
  });

  it("says what holds an object back", () => {
    const held = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata: { finalizers: ["a/b", "c"] } };
    assert.match(whatHolds(held), /finalizers a\/b, c/);
    const conditions = [
      { type: "NamespaceContentRemaining", status: "True", message: "pods. has 1 resource instances" },
      { type: "NamespaceDeletionDiscoveryFailure", status: "False", message: "fine" },
    ];
    assert.equal(
      whatHolds({ apiVersion: "v1", kind: "Namespace", metadata: {}, status: { conditions } }),
      "pods. has 1 resource instances",
    );
  });
});

import assert from "node:assert/strict";
import type { KubernetesObject } from "../../api/object.ts";
import { fieldManager, isManagedBy, managerForUpdate } from "./managers.ts";

function live(...managers: string[]): KubernetesObject {
  const managedFields = managers.map((manager) => ({ manager, operation: "Apply" }));
  return {
    apiVersion: "v1",
    kind: "A",
    metadata: { managedFields: [...managedFields, { manager: "kubectl", operation: "Update" }] },
  };
}

describe("field managers", () => {
  it("are one per resource, and the same every time", () => {
    assert.equal(fieldManager("urn:a"), fieldManager("urn:a"));
    assert.notEqual(fieldManager("urn:a"), fieldManager("urn:b"));
  });

  it("tell an object of this resource from others", () => {
    assert.equal(isManagedBy(live(fieldManager("urn:a")), fieldManager("urn:a")), true);
    assert.equal(isManagedBy(live(fieldManager("urn:b"), "kubectl"), fieldManager("urn:a")), false);
  });

  it("stay with an object whose resource was renamed by an alias", () => {
    assert.equal(managerForUpdate(live(fieldManager("urn:old")), "urn:new"), fieldManager("urn:old"));
    assert.equal(
      managerForUpdate(live(fieldManager("urn:old"), fieldManager("urn:new")), "urn:new"),
      fieldManager("urn:new"),
    );
    assert.equal(managerForUpdate(live("argocd"), "urn:new"), fieldManager("urn:new"));
    assert.equal(managerForUpdate(undefined, "urn:new"), fieldManager("urn:new"));
  });
});

import assert from "node:assert/strict";
import { readSettings } from "./settings.ts";

describe("readSettings", () => {
  it("takes flags as booleans, as JSON text and from the environment", () => {
    assert.equal(readSettings({ enableConfigMapMutable: "true" }, {}).mutability.configMaps, true);
    assert.equal(readSettings({ enableSecretMutable: true }, {}).mutability.secrets, true);
    assert.equal(readSettings({}, { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" }).adopts, true);
    const overridden = readSettings(
      { upsertExistingObjects: "false" },
      { PULUMI_K8S_UPSERT_EXISTING_OBJECTS: "true" },
    );
    assert.equal(overridden.adopts, false);
  });

  it("takes a kubeconfig as text or as an object", () => {
    assert.equal(readSettings({ kubeconfig: "/a" }, {}).kubeconfig, "/a");
    assert.equal(readSettings({ kubeconfig: { a: 1 } }, {}).kubeconfig, '{"a":1}');
    assert.equal(readSettings({ kubeconfig: "" }, {}).kubeconfig, undefined);
  });
});

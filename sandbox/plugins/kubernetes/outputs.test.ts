import assert from "node:assert/strict";
import { isSecret, UNKNOWN } from "../provider/index.ts";
import { idOf, toInputs, toObject, toOutputs, toPreviewOutputs } from "./outputs.ts";

const live = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: {
    name: "a",
    namespace: "n",
    uid: "u",
    resourceVersion: "1",
    managedFields: [{}],
    labels: { x: "y" },
  },
  data: { p: "cA==" },
};

describe("outputs", () => {
  it("are the live object without field bookkeeping, with a Secret's contents marked secret", () => {
    const outputs = toOutputs(live, { stringData: { p: "p" } });
    assert.equal("managedFields" in (outputs["metadata"] as object), false);
    assert.ok(isSecret(outputs["data"]) && isSecret(outputs["stringData"]));
    assert.equal(isSecret(toOutputs({ ...live, kind: "ConfigMap" }, {})["data"]), false);
  });

  it("of a preview are what was asked for, with the server's own fields unknown", () => {
    const asked = { apiVersion: "v1", kind: "Service", metadata: { name: "a" }, spec: { ports: [] } };
    const outputs = toPreviewOutputs(asked);
    assert.equal((outputs["metadata"] as { uid: string }).uid, UNKNOWN);
    assert.deepEqual(outputs["spec"], { clusterIP: UNKNOWN, clusterIPs: UNKNOWN, ports: [] });
    assert.deepEqual(toPreviewOutputs(asked), outputs);
  });

  it("name objects with and without namespace", () => {
    assert.equal(idOf(live), "n/a");
    assert.equal(idOf({ ...live, metadata: { name: "a" } }), "a");
  });
});

describe("inputs", () => {
  it("of an import are what a program would have asked for", () => {
    assert.deepEqual(toInputs({ ...live, status: {} }), {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a", namespace: "n", labels: { x: "y" } },
      data: { p: "cA==" },
    });
  });

  it("become objects without other providers' bookkeeping", () => {
    assert.deepEqual(toObject({ apiVersion: "v1", kind: "A", metadata: {}, __defaults: [], data: null }), {
      apiVersion: "v1",
      kind: "A",
      metadata: {},
    });
  });
});

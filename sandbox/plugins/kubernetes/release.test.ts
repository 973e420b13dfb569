import assert from "node:assert/strict";
import { UNKNOWN } from "../provider/index.ts";
import { releaseOf, releaseOutputs, releaseRecord, valuesHash } from "./release.ts";

const inputs = {
  chart: "oci://registry/istiod",
  version: "1.2+3",
  namespace: "istio-system",
  repositoryOpts: { repo: "https://charts.example.org" },
  values: { a: 1, b: { c: [2] } },
};

describe("release records", () => {
  it("hold chart, version, repository and a hash of the values, never the values", () => {
    const record = releaseRecord(releaseOf("istiod", inputs));
    assert.equal(record.metadata.name, "istiod-release");
    assert.equal(record.metadata.namespace, "istio-system");
    assert.deepEqual(record.metadata.labels, {
      "sandbox/simulated": "true",
      "sandbox/chart": "istiod",
      "sandbox/version": "1.2_3",
    });
    assert.deepEqual(Object.keys(record["data"] as object), ["chart", "version", "repository", "values"]);
    assert.match((record["data"] as { values: string }).values, /^[0-9a-f]{64}$/);
  });

  it("change with the values, not with the order of their keys", () => {
    assert.equal(valuesHash({ a: 1, b: { c: 2, d: 3 } }), valuesHash({ b: { d: 3, c: 2 }, a: 1 }));
    assert.notEqual(valuesHash({ a: 1 }), valuesHash({ a: 2 }));
    assert.equal(valuesHash({ a: UNKNOWN }), UNKNOWN);
  });

  it("give a Release its status", () => {
    const release = releaseOf("istiod", inputs);
    const { name, namespace, status } = releaseOutputs(release, inputs, releaseRecord(release));
    assert.deepEqual([name, namespace], ["istiod", "istio-system"]);
    assert.equal((status as { status: string }).status, "deployed");
  });
});

import assert from "node:assert/strict";
import type { CheckResult, Properties } from "../provider/index.ts";
import { AUTONAMED, checkInputs } from "./check.ts";

function check(
  news: Properties,
  olds: Properties = {},
  type = "kubernetes:core/v1:ConfigMap",
  namespace?: string,
): CheckResult {
  const seed = Uint8Array.from([0xab, 0xcd, 0xef, 0x01, 0x23]);
  return checkInputs({ urn: "u", type, name: "cm", olds, news, randomSeed: seed }, namespace);
}

describe("checkInputs", () => {
  it("takes version and kind from the type", () => {
    const { inputs } = check({ metadata: { name: "a" } });
    assert.deepEqual(inputs, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } });
  });

  it("makes up a name, says so, and keeps it", () => {
    const { inputs } = check({ metadata: { labels: { a: "b" } } });
    assert.deepEqual(inputs["metadata"], {
      labels: { a: "b" },
      name: "cm-abcdef01",
      annotations: { [AUTONAMED]: "true" },
    });
    const old = { metadata: { name: "cm-old", annotations: { [AUTONAMED]: "true" } } };
    assert.equal((check({}, old).inputs["metadata"] as { name: string }).name, "cm-old");
    assert.equal(
      (check({}, { metadata: { name: "own" } }).inputs["metadata"] as { name: string }).name,
      "cm-abcdef01",
    );
  });

  it("wants a patch to name what it patches", () => {
    const { failures, inputs } = check({ kind: "ConfigMapPatch" }, {}, "kubernetes:core/v1:ConfigMapPatch");
    assert.equal(failures?.[0]?.property, "metadata.name");
    assert.equal(inputs["kind"], "ConfigMap");
  });

  it("gives the provider's namespace to what names none", () => {
    assert.deepEqual(check({ metadata: { name: "a" } }, {}, undefined, "team").inputs["metadata"], {
      name: "a",
      namespace: "team",
    });
  });
});

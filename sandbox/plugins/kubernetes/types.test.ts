import assert from "node:assert/strict";
import { parseType } from "./types.ts";

describe("parseType", () => {
  it("tells version and kind from a token", () => {
    assert.deepEqual(parseType("kubernetes:core/v1:Pod"), {
      apiVersion: "v1",
      kind: "Pod",
      handling: "object",
    });
    assert.equal(parseType("kubernetes:apps/v1:Deployment").apiVersion, "apps/v1");
    assert.equal(parseType("kubernetes:postgresql.cnpg.io/v1:Cluster").apiVersion, "postgresql.cnpg.io/v1");
  });

  it("knows patches and releases", () => {
    assert.deepEqual(parseType("kubernetes:core/v1:NamespacePatch"), {
      apiVersion: "v1",
      kind: "Namespace",
      handling: "patch",
    });
    assert.equal(parseType("kubernetes:helm.sh/v3:Release").handling, "release");
  });

  it("takes a custom kind for a list only where lists exist", () => {
    assert.equal(parseType("kubernetes:example.org/v1:AccessList").kind, "AccessList");
  });

  it("refuses by name what it does not serve", () => {
    const missing = [
      "yaml:ConfigFile",
      "yaml/v2:ConfigGroup",
      "kustomize:Directory",
      "helm.sh/v3:Chart",
      "core/v1:PodList",
    ];
    for (const token of missing.map((name) => `kubernetes:${name}`)) {
      assert.throws(
        () => parseType(token),
        new RegExp(`kubernetes provider does not serve ${token.replaceAll(".", "\\.")}`),
      );
    }
  });
});

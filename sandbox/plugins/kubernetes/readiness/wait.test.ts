import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../api/object.ts";
import { isAwaited, timeoutOf } from "./wait.ts";

function deployment(annotations: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a", annotations } };
}

describe("waiting", () => {
  it("is for the kinds that have something to wait for, unless the object says not to", () => {
    assert.equal(isAwaited(deployment()), true);
    assert.equal(isAwaited(deployment({ "pulumi.com/skipAwait": "true" })), false);
    assert.equal(isAwaited({ ...deployment(), apiVersion: "v1", kind: "ConfigMap" }), false);
  });

  it("lasts as long as the resource says, then the annotation, then ten minutes", () => {
    const annotated = deployment({ "pulumi.com/timeoutSeconds": "30" });
    assert.equal(timeoutOf(annotated, 5), 5);
    assert.equal(timeoutOf(annotated, undefined), 30);
    assert.equal(timeoutOf(deployment({ "pulumi.com/timeoutSeconds": "soon" }), undefined), 600);
  });
});

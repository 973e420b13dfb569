import assert from "node:assert/strict";
import type { JsonObject } from "../../../api/object.ts";
import { UNKNOWN } from "../../provider/index.ts";
import { withoutUnknowns } from "./unknowns.ts";

function clean(kind: string, rest: JsonObject): JsonObject | undefined {
  return withoutUnknowns({ apiVersion: "v1", kind, metadata: { name: "a" }, ...rest });
}

describe("withoutUnknowns", () => {
  it("puts text where any text will do", () => {
    assert.deepEqual(clean("Secret", { data: { a: UNKNOWN, b: "Yg==" } })?.["data"], {
      a: "dW5rbm93bg==",
      b: "Yg==",
    });
    assert.deepEqual(clean("ConfigMap", { data: { a: UNKNOWN } })?.["data"], { a: "unknown" });
    const spec = {
      template: {
        metadata: { annotations: { checksum: UNKNOWN } },
        spec: {
          containers: [{ image: UNKNOWN, env: [{ name: "A", value: UNKNOWN }] }],
          volumes: [{ secret: { secretName: UNKNOWN } }],
        },
      },
    };
    assert.deepEqual(
      clean("Deployment", { spec })?.["spec"],
      JSON.parse(JSON.stringify(spec).replaceAll(UNKNOWN, "unknown")),
    );
  });

  it("leaves out what may be left out", () => {
    const cleaned = clean("ConfigMap", { data: UNKNOWN });
    assert.equal(cleaned?.["data"], undefined);
    assert.equal(cleaned?.["kind"], "ConfigMap");
  });

  it("gives up where the value matters", () => {
    assert.equal(clean("Deployment", { spec: { replicas: UNKNOWN } }), undefined);
    assert.equal(clean("Deployment", { spec: { template: { spec: { containers: UNKNOWN } } } }), undefined);
    assert.equal(clean("ConfigMap", { metadata: { name: UNKNOWN } }), undefined);
    assert.equal(clean("ConfigMap", { metadata: { name: "a", namespace: UNKNOWN } }), undefined);
    assert.equal(clean("Gateway", { spec: { host: UNKNOWN } }), undefined);
  });

  it("changes nothing that is known", () => {
    const object = { metadata: { name: "a", labels: { x: "y" } }, spec: { list: [1, "a", { b: null }] } };
    assert.deepEqual(clean("Any", object), { apiVersion: "v1", kind: "Any", ...object });
  });

  it("does not judge a typed Secret whose keys are unknown, since the type may require some", () => {
    assert.equal(clean("Secret", { type: "kubernetes.io/basic-auth", stringData: UNKNOWN }), undefined);
    assert.notEqual(clean("Secret", { type: "Opaque", stringData: UNKNOWN }), undefined);
  });
});

import assert from "node:assert/strict";
import { ApiError } from "../../../api/client.ts";
import { refusal } from "./refusal.ts";
import { translate, translateBack, waiting } from "./shadow.ts";

const shadow = {
  name: "preview-12ab-0",
  original: "voting",
  hasQuota: false,
  judgements: new Set<() => Promise<void>>(),
};
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "a", namespace: "voting", uid: "u" },
  spec: { nodeName: "n", containers: [] },
  status: {},
};

describe("shadow namespaces", () => {
  it("translate objects into the shadow and leave the original alone", () => {
    assert.equal(translate(pod, shadow).metadata.namespace, "preview-12ab-0");
    assert.equal(pod.metadata.namespace, "voting");
  });

  it("translate messages back", () => {
    const message = 'pods "a" is forbidden in preview-12ab-0: namespace "preview-12ab-0"';
    assert.equal(translateBack(message, shadow), 'pods "a" is forbidden in voting: namespace "voting"');
  });

  it("hold pods that no scheduler takes", () => {
    assert.deepEqual(waiting(pod), {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a", namespace: "voting", labels: undefined },
      spec: { containers: [], schedulingGates: [{ name: "sandbox/preview" }] },
    });
  });
});

describe("refusal", () => {
  it("names the object and speaks of the namespace that the program knows", () => {
    const error = new ApiError(403, { message: 'exceeded quota in "preview-12ab-0"' }, "POST /x");
    const told = refusal(pod, "its pods would be refused", error, shadow);
    assert.ok(told instanceof Error);
    assert.equal(told.message, 'v1 Pod voting/a: its pods would be refused: exceeded quota in "voting"');
  });

  it("leaves other errors as they are", () => {
    const error = new Error("no server");
    assert.equal(refusal(pod, "x", error), error);
  });
});

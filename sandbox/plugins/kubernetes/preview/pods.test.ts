import assert from "node:assert/strict";
import type { KubernetesObject } from "../../../api/object.ts";
import { plannedPods, podFor } from "./pods.ts";

const template = {
  metadata: { labels: { app: "a" } },
  spec: { serviceAccountName: "own", containers: [{ name: "c" }] },
};

function object(apiVersion: string, kind: string, spec: KubernetesObject["spec"]): KubernetesObject {
  return { apiVersion, kind, metadata: { name: "a", namespace: "n" }, spec };
}

describe("plannedPods", () => {
  it("finds template and number in every kind that makes pods", () => {
    const cases: [KubernetesObject, number, boolean][] = [
      [object("apps/v1", "Deployment", { replicas: 3, template }), 3, true],
      [object("apps/v1", "Deployment", { strategy: { type: "Recreate" }, template }), 1, false],
      [object("apps/v1", "StatefulSet", { replicas: 2, template }), 2, false],
      [object("apps/v1", "DaemonSet", { template }), 1, false],
      [object("apps/v1", "ReplicaSet", { replicas: 0, template }), 0, false],
      [object("batch/v1", "Job", { parallelism: 4, template }), 4, false],
      [object("batch/v1", "CronJob", { jobTemplate: { spec: { template } } }), 1, false],
    ];
    for (const [owner, count, surges] of cases) {
      assert.deepEqual(plannedPods(owner), { template, count, surges }, owner.kind);
    }
  });

  it("finds none elsewhere", () => {
    assert.equal(plannedPods(object("v1", "Service", { template })), undefined);
    assert.equal(plannedPods(object("apps/v1", "Deployment", {})), undefined);
  });
});

describe("podFor", () => {
  it("runs as the namespace's own account and finds the claims of its owner", () => {
    const volumeClaimTemplates = [{ metadata: { name: "data" } }];
    const owner = object("apps/v1", "StatefulSet", { template, volumeClaimTemplates });
    assert.deepEqual(podFor(owner, template, "p"), {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { labels: { app: "a" }, name: "p", namespace: "n" },
      spec: {
        containers: [{ name: "c" }],
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
      },
    });
  });
});

import assert from "node:assert/strict";
import type { JsonObject, KubernetesObject } from "../../../api/object.ts";
import { readinessRule, type Readiness } from "./rules.ts";

async function state(kind: string, object: JsonObject, bindingMode?: string): Promise<Readiness> {
  const [apiVersion = "", name = ""] = kind.split(" ");
  const rule = readinessRule(apiVersion, name);
  assert.ok(rule, `${kind} has a rule`);
  const whole = {
    apiVersion,
    kind: name,
    metadata: { name: "x", generation: 2 },
    ...object,
  } as KubernetesObject;
  return rule(whole, { bindingMode: () => Promise.resolve(bindingMode) });
}

const observed = { observedGeneration: 2 };

describe("readiness rules", () => {
  const ready: [string, JsonObject][] = [
    ["v1 Namespace", { status: { phase: "Active" } }],
    ["v1 PersistentVolumeClaim", { status: { phase: "Bound" } }],
    ["v1 Pod", { status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] } }],
    ["v1 Pod", { status: { phase: "Succeeded" } }],
    ["v1 ResourceQuota", { spec: { hard: { pods: "1" } }, status: { hard: { pods: "1" } } }],
    ["v1 Service", { spec: { type: "ClusterIP" } }],
    [
      "v1 Service",
      { spec: { type: "LoadBalancer" }, status: { loadBalancer: { ingress: [{ hostname: "a" }] } } },
    ],
    [
      "apiextensions.k8s.io/v1 CustomResourceDefinition",
      { status: { conditions: [{ type: "Established", status: "True" }] } },
    ],
    [
      "apps/v1 Deployment",
      {
        spec: { replicas: 2 },
        status: { ...observed, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
      },
    ],
    ["apps/v1 Deployment", { spec: { replicas: 0 }, status: observed }],
    ["apps/v1 StatefulSet", { spec: {}, status: { ...observed, readyReplicas: 1, updatedReplicas: 1 } }],
    [
      "apps/v1 StatefulSet",
      {
        spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } },
        status: { ...observed, readyReplicas: 3, updatedReplicas: 1 },
      },
    ],
    [
      "apps/v1 DaemonSet",
      { status: { ...observed, desiredNumberScheduled: 3, numberAvailable: 3, updatedNumberScheduled: 3 } },
    ],
    ["batch/v1 Job", { status: { conditions: [{ type: "Complete", status: "True" }] } }],
    ["batch/v1 Job", { spec: { suspend: true } }],
  ];
  for (const [kind, object] of ready) {
    it(`takes a ${kind} for ready with ${JSON.stringify(object)}`, async () => {
      assert.equal((await state(kind, object)).state, "ready");
    });
  }

  const waiting: [string, JsonObject, RegExp][] = [
    ["v1 Namespace", { status: { phase: "Terminating" } }, /not active/],
    ["v1 ResourceQuota", { spec: { hard: { pods: "1" } } }, /not been calculated/],
    ["v1 Service", { spec: { type: "LoadBalancer" } }, /no load balancer address/],
    [
      "apps/v1 Deployment",
      {
        spec: { replicas: 1 },
        status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
      },
      /1 of 1/,
    ],
    [
      "apps/v1 Deployment",
      {
        spec: { replicas: 2 },
        status: { ...observed, replicas: 3, updatedReplicas: 2, availableReplicas: 3 },
      },
      /1 outdated/,
    ],
    [
      "apps/v1 StatefulSet",
      { spec: { replicas: 2 }, status: { ...observed, readyReplicas: 2, updatedReplicas: 1 } },
      /2 of 2 pods are ready, 1 updated/,
    ],
    [
      "apps/v1 DaemonSet",
      { status: { ...observed, desiredNumberScheduled: 3, numberAvailable: 2 } },
      /2 of 3/,
    ],
    ["batch/v1 Job", { spec: { completions: 2 }, status: { succeeded: 1 } }, /1 of 2 pods have succeeded/],
    [
      "v1 Pod",
      {
        status: {
          phase: "Pending",
          conditions: [{ type: "PodScheduled", status: "False", message: "no node" }],
        },
      },
      /no node/,
    ],
  ];
  for (const [kind, object, reason] of waiting) {
    it(`waits for a ${kind} with ${JSON.stringify(object)}`, async () => {
      const found = await state(kind, object);
      assert.equal(found.state, "waiting");
      assert.match(found.reason, reason);
    });
  }

  it("gives up on what has failed for good", async () => {
    const failed = { conditions: [{ type: "Failed", status: "True", message: "backoff limit" }] };
    assert.deepEqual(await state("batch/v1 Job", { status: failed }), {
      state: "failed",
      reason: "the job failed: backoff limit",
    });
    const late = {
      ...observed,
      conditions: [
        { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: "late" },
      ],
    };
    assert.deepEqual(await state("apps/v1 Deployment", { status: late }), {
      state: "failed",
      reason: "late",
    });
    assert.equal((await state("v1 Pod", { status: { phase: "Failed" } })).state, "failed");
  });

  it("waits for a claim to be bound, unless its class waits for a consumer", async () => {
    const claim = { spec: { storageClassName: "gp3" }, status: { phase: "Pending" } };
    assert.equal((await state("v1 PersistentVolumeClaim", claim, "WaitForFirstConsumer")).state, "ready");
    assert.equal((await state("v1 PersistentVolumeClaim", claim, "Immediate")).state, "waiting");
  });

  it("has no rule for what is ready once stored", () => {
    assert.equal(readinessRule("v1", "ConfigMap"), undefined);
    assert.equal(readinessRule("example.org/v1", "Service"), undefined);
  });
});

import assert from "node:assert/strict";
import type { DiffResult, Properties } from "../provider/index.ts";
import { AUTONAMED } from "./check.ts";
import { diffInputs } from "./diff.ts";

const KEPT = { configMaps: false, secrets: false };
const MUTABLE = { configMaps: true, secrets: true };

function diff(kind: string, old: Properties, next: Properties, mutability = KEPT): DiffResult {
  const [apiVersion = "", name = ""] = kind.split(" ");
  const whole = (part: Properties): Properties => ({
    apiVersion,
    kind: name,
    metadata: { name: "a" },
    ...part,
  });
  return diffInputs(whole(old), whole(next), mutability);
}

/** Paths of the changes that need another object. */
function replaced(result: DiffResult): string[] {
  return result.changes.filter(({ replace }) => replace).map(({ path }) => path);
}

describe("diffInputs", () => {
  const replacing: [string, Properties, Properties][] = [
    [
      "apps/v1 Deployment",
      { spec: { selector: { matchLabels: { a: "1" } } } },
      { spec: { selector: { matchLabels: { a: "2" } } } },
    ],
    ["apps/v1 StatefulSet", { spec: { serviceName: "a" } }, { spec: { serviceName: "b" } }],
    [
      "apps/v1 StatefulSet",
      { spec: { volumeClaimTemplates: [{ a: 1 }] } },
      { spec: { volumeClaimTemplates: [] } },
    ],
    ["apps/v1 DaemonSet", { spec: { selector: { a: 1 } } }, { spec: { selector: { a: 2 } } }],
    ["batch/v1 Job", { spec: { template: { a: 1 } } }, { spec: { template: { a: 2 } } }],
    ["v1 Service", { spec: { clusterIP: "None" } }, { spec: { clusterIP: "10.0.0.9" } }],
    ["v1 PersistentVolumeClaim", { spec: { storageClassName: "a" } }, { spec: { storageClassName: "b" } }],
    ["v1 Secret", { type: "a" }, { type: "b" }],
    ["v1 Pod", { spec: { containers: [{ image: "a" }] } }, { spec: { containers: [{ image: "b" }] } }],
    ["rbac.authorization.k8s.io/v1 RoleBinding", { roleRef: { name: "a" } }, { roleRef: { name: "b" } }],
    ["storage.k8s.io/v1 StorageClass", { provisioner: "a" }, { provisioner: "b" }],
    ["v1 ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }],
    ["v1 Secret", { stringData: { a: "1" } }, { stringData: { a: "2" } }],
  ];
  for (const [kind, old, next] of replacing) {
    it(`replaces a ${kind} whose ${JSON.stringify(Object.keys(old))} cannot change, the old one first`, () => {
      const result = diff(kind, old, next);
      assert.equal(replaced(result).length, 1);
      assert.equal(result.deleteBeforeReplace, true);
    });
  }

  const updating: [string, Properties, Properties][] = [
    ["apps/v1 Deployment", { spec: { replicas: 1 } }, { spec: { replicas: 2 } }],
    ["apps/v1 StatefulSet", { spec: { template: { a: 1 } } }, { spec: { template: { a: 2 } } }],
    ["batch/v1 CronJob", { spec: { jobTemplate: { a: 1 } } }, { spec: { jobTemplate: { a: 2 } } }],
    ["v1 Service", { spec: { ports: [{ port: 1 }] } }, { spec: { ports: [{ port: 2 }] } }],
    [
      "v1 PersistentVolumeClaim",
      { spec: { resources: { requests: { storage: "1Gi" } } } },
      { spec: { resources: { requests: { storage: "2Gi" } } } },
    ],
  ];
  for (const [kind, old, next] of updating) {
    it(`updates a ${kind} in place`, () => {
      const result = diff(kind, old, next);
      assert.equal(result.changes.length, 1);
      assert.deepEqual(replaced(result), []);
    });
  }

  it("replaces for another name or namespace, without deleting first", () => {
    for (const metadata of [{ name: "b" }, { name: "a", namespace: "n" }]) {
      const result = diff("apps/v1 Deployment", {}, { metadata });
      assert.equal(replaced(result).length, 1);
      assert.equal(result.deleteBeforeReplace, false);
    }
  });

  it("takes no namespace and the default one for the same", () => {
    assert.deepEqual(diff("v1 Service", {}, { metadata: { name: "a", namespace: "default" } }).changes, []);
  });

  it("does not delete first what may take another name", () => {
    const metadata = { name: "a", annotations: { [AUTONAMED]: "true" } };
    const result = diff("v1 ConfigMap", { metadata, data: { a: "1" } }, { metadata, data: { a: "2" } });
    assert.equal(replaced(result).length, 1);
    assert.equal(result.deleteBeforeReplace, false);
  });

  it("changes contents in place where that is wanted, but not of an object declared immutable", () => {
    assert.deepEqual(replaced(diff("v1 ConfigMap", { data: { a: "1" } }, { data: { a: "2" } }, MUTABLE)), []);
    const fixed = diff(
      "v1 ConfigMap",
      { immutable: true, data: { a: "1" } },
      { immutable: true, data: { a: "2" } },
      MUTABLE,
    );
    assert.deepEqual(replaced(fixed), ["data.a"]);
  });

  it("replaces for another group, and updates for another version", () => {
    const next = { apiVersion: "batch/v1beta1", kind: "Job", metadata: { name: "a" } };
    const old = { ...next, apiVersion: "batch/v1" };
    assert.deepEqual(replaced(diffInputs(old, next, KEPT)), []);
    assert.deepEqual(replaced(diffInputs({ ...old, apiVersion: "other/v1" }, next, KEPT)), ["apiVersion"]);
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { kinds } from "../../crds/kinds.ts";
import { graph, namespacesOf, startOrder, type Start, type Step } from "./platform.plan.ts";
import type { ChartName } from "./versions.ts";

const charts = Object.keys(graph) as ChartName[];
const some = fc.subarray(charts);

/** All that a step waits for, directly or through others. */
function waits(starts: readonly Start[], step: Step, seen = new Set<Step>()): Set<Step> {
  for (const before of starts.find((start) => start.step === step)?.after ?? [])
    if (!seen.has(before)) waits(starts, before, seen.add(before));
  return seen;
}

describe("start graph", () => {
  it("has an order: whatever is left out, each step comes after all it waits for", () => {
    fc.assert(
      fc.property(some, (without) => {
        const started = new Set<Step>();
        for (const { step, after } of startOrder(without)) {
          for (const before of after) assert.ok(started.has(before), `${step} comes after ${before}`);
          assert.ok(!started.has(step), `${step} comes once`);
          started.add(step);
        }
      }),
    );
  });

  it("installs all that is not left out, and nothing else", () => {
    fc.assert(
      fc.property(some, (without) => {
        const steps = startOrder(without).map(({ step }) => step);
        const expected = charts.filter((chart) => !without.includes(chart));
        const pools = without.includes("karpenter") ? [] : ["node-pools"];
        assert.deepEqual(steps.toSorted(), [...expected, ...pools].toSorted());
      }),
    );
  });

  it("keeps the order of two steps when one between them is left out", () => {
    const all = startOrder();
    fc.assert(
      fc.property(some, (without) => {
        const rest = startOrder(without);
        for (const { step } of rest) {
          const kept = [...waits(all, step)].filter((before) => rest.some((start) => start.step === before));
          assert.deepEqual([...waits(rest, step)].toSorted(), kept.toSorted());
        }
      }),
    );
  });

  it("gives every pod but Karpenter's and those of nodes' agents a node to run on", () => {
    const withoutPods = ["prometheus-operator-crds", "karpenter-crd", "istio-base"];
    for (const { step } of startOrder()) {
      if (step === "node-pools" || step === "karpenter" || withoutPods.includes(step)) continue;
      assert.ok(waits(startOrder(), step).has("node-pools"), `${step} waits for nodes`);
    }
  });

  for (const [first, second, reason] of [
    ["istio-cni", "istiod", "a pod is redirected before it is given a sidecar"],
    ["istiod", "istio-ingress", "the gateway's image is filled in by the injector"],
    ["cert-manager", "plugin-barman-cloud", "its certificates are cert-manager's"],
    ["cloudnative-pg", "plugin-barman-cloud", "the plugin is the operator's"],
    ["cert-manager", "kube-prometheus-stack", "its webhook's certificate is cert-manager's"],
    ["secrets-store-csi-driver", "secrets-store-csi-driver-provider-aws", "the provider is the driver's"],
    ["karpenter", "node-pools", "only Karpenter knows what a pool is"],
  ] as const)
    it(`starts ${first} before ${second}: ${reason}`, () => {
      assert.ok(waits(startOrder(), second).has(first));
    });

  it("installs the CRDs that a chart leaves to another before it", () => {
    for (const chart of charts) {
      const { crdsFrom } = graph[chart];
      if (crdsFrom) assert.ok(waits(startOrder(), chart).has(crdsFrom), `${chart} waits for ${crdsFrom}`);
    }
  });

  it("serves every kind of custom resource that components use, from one chart", () => {
    for (const { kind, group } of kinds) {
      const serving = charts.filter((chart) => graph[chart].serves?.includes(`${kind}.${group}`));
      assert.equal(serving.length, 1, `${kind}.${group} is served by [${serving.join(", ")}]`);
    }
  });
});

describe("namespaces", () => {
  it("are made once for all their charts, and not where nothing is installed", () => {
    const names = (without: ChartName[]) => namespacesOf(startOrder(without)).map(({ name }) => name);
    assert.deepEqual(names([]).toSorted(), [
      "cert-manager",
      "cnpg-system",
      "istio-ingress",
      "istio-system",
      "karpenter",
      "keda",
      "monitoring",
    ]);
    assert.ok(!names(["karpenter", "karpenter-crd"]).includes("karpenter"));
  });
});

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { run, valueOf } from "../../../tests/harness/mocks.ts";
import { unknown } from "../../../tests/harness/wire.ts";
import { Platform, type ChartName, type PlatformArgs } from "./index.ts";
import { graph, startOrder } from "./platform.plan.ts";

const outsideEks: ChartName[] = [
  "karpenter-crd",
  "karpenter",
  "secrets-store-csi-driver",
  "secrets-store-csi-driver-provider-aws",
];
const cluster = { storageClass: "gp3" };
const base: PlatformArgs = {
  cluster,
  podSecurityVersion: "1.35",
  replicas: 2,
  gateway: { replicas: { min: 2, max: 6 } },
  monitoring: { replicas: 1, retentionDays: 15, storage: "50Gi", memory: "2Gi" },
};

class AwsSide extends pulumi.CustomResource {
  constructor(name: string) {
    super("test:index:AwsSide", name, {});
  }
}
const onEks = () =>
  run(
    () =>
      new Platform("platform", {
        ...base,
        nodes: { limits: { cpu: "64", memory: "256Gi" }, capacityTypes: ["spot"] },
        cluster: {
          ...cluster,
          karpenter: {
            clusterName: "plinth-test",
            interruptionQueue: "plinth-test-karpenter",
            nodeRole: "plinth-test-node",
            subnetTags: { "karpenter.sh/discovery": "plinth-test" },
            securityGroupTags: { "aws:eks:cluster-name": "plinth-test" },
            serviceAccount: { namespace: "karpenter", name: "karpenter" },
            tags: {},
            ready: [new AwsSide("aws-side")],
          },
        },
      }),
  );
const elsewhere = (change: Partial<PlatformArgs> = {}) =>
  run(() => new Platform("platform", { ...base, without: outsideEks, ...change }));

const chartType = "kubernetes:helm.sh/v4:Chart";

describe("Platform", () => {
  it("installs every chart at its version, in its namespace, after all that it waits for", async () => {
    const { graph: made } = await onEks();
    assert.equal(made.ofType(chartType).length, Object.keys(graph).length);
    for (const { step, after } of startOrder()) {
      if (step === "node-pools") continue;
      const chart = made.named(`platform-${step}`);
      assert.equal(chart.inputs["namespace"], graph[step].namespace);
      assert.match(String(chart.inputs["version"]), /^v?\d/);
      const waits = made.waitsFor(chart);
      for (const before of after)
        assert.ok(
          waits.has(before === "node-pools" ? "platform-node-pool" : `platform-${before}`),
          `${step} waits for ${before}`,
        );
    }
  });

  it("starts a chart after its namespace, and Karpenter after its side of AWS", async () => {
    const { graph: made } = await onEks();
    for (const chart of made.ofType(chartType)) {
      const where = String(chart.inputs["namespace"]);
      if (where === "kube-system") continue;
      assert.ok(made.waitsFor(chart).has(`platform-namespace-${where}`), `${chart.name} waits for ${where}`);
    }
    assert.ok(made.waitsFor(made.named("platform-karpenter")).has("aws-side"));
  });

  it("installs each CRD once: no chart brings those that another one brought", async () => {
    const { graph: made } = await onEks();
    const skipping = made.ofType(chartType).filter(({ inputs }) => inputs["skipCrds"] === true);
    assert.deepEqual(skipping.map(({ name }) => name).toSorted(), [
      "platform-karpenter",
      "platform-kube-prometheus-stack",
    ]);
  });

  it("takes nodes down in order: pool, class, Karpenter", async () => {
    const { graph: made } = await onEks();
    assert.ok(made.waitsFor(made.named("platform-node-pool")).has("platform-node-class"));
    assert.ok(made.waitsFor(made.named("platform-node-class")).has("platform-karpenter"));
  });

  it("enforces Pod Security restricted in each of its namespaces, at a pinned version", async () => {
    const { graph: made } = await onEks();
    const namespaces = made.ofType("kubernetes:core/v1:Namespace");
    assert.equal(namespaces.length, 7);
    for (const { inputs } of namespaces) {
      const { labels } = inputs["metadata"] as { labels: Record<string, string> };
      for (const mode of ["enforce", "warn", "audit"]) {
        assert.equal(labels[`pod-security.kubernetes.io/${mode}`], "restricted");
        assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], "v1.35");
      }
    }
  });

  it("denies by default what the charts' own policies do not open", async () => {
    const { graph: made } = await onEks();
    const denied = made
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ inputs }) => (inputs["metadata"] as { namespace: string }).namespace);
    assert.deepEqual(denied.toSorted(), ["cert-manager", "istio-ingress", "istio-system"]);
  });

  it("demands mutual TLS in the whole mesh", async () => {
    const { graph: made } = await elsewhere();
    const { inputs } = made.only("kubernetes:security.istio.io/v1:PeerAuthentication");
    assert.deepEqual(inputs["spec"], { mtls: { mode: "STRICT" } });
    assert.equal((inputs["metadata"] as { namespace: string }).namespace, "istio-system");
  });

  it("knows all but Grafana's password before anything exists", async () => {
    const { graph: made } = await onEks();
    const guesses = made.resources.filter(({ inputs }) => JSON.stringify(inputs).includes(unknown));
    assert.deepEqual(
      guesses.map(({ name }) => name),
      ["platform-grafana-admin"],
    );
  });

  it("leaves out what it is told to, and what only that needed", async () => {
    const { graph: made, result } = await elsewhere();
    const installed = made.ofType(chartType).map(({ name }) => name);
    for (const chart of outsideEks) assert.ok(!installed.includes(`platform-${chart}`));
    assert.equal(made.ofType("kubernetes:karpenter.sh/v1:NodePool").length, 0);
    assert.deepEqual([result.ready.nodes, result.ready.secrets], [[], []]);
  });

  it("hands out what has to be up for each capability", async () => {
    const { result, graph: made } = await onEks();
    const nameOf = new Map(made.resources.map(({ urn, name }) => [urn, name]));
    const names = await Promise.all(
      result.ready.mesh.map(async (resource) => nameOf.get(await valueOf(resource.urn)) ?? ""),
    );
    assert.deepEqual(names.toSorted(), [
      "platform-istio-base",
      "platform-istio-cni",
      "platform-istiod",
      "platform-strict-mtls",
    ]);
    for (const [capability, resources] of Object.entries(result.ready))
      assert.ok(resources.length > 0, `${capability} has something to wait for`);
  });

  it("refuses Karpenter where there is no EKS, and pools of no nodes", async () => {
    await assert.rejects(elsewhere({ without: [] }), /"karpenter" adds nodes to EKS/);
  });

  it("puts every child under itself and under its name", async () => {
    const { graph: made } = await elsewhere();
    assert.deepEqual(made.namingMistakes(), []);
    assert.equal(new Set(made.resources.map(({ name }) => name)).size, made.resources.length);
  });
});

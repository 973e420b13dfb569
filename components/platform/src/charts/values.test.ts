import assert from "node:assert/strict";
import type { Karpenter, Settings } from "../settings.ts";
import { chartVersions, nodeImage, type ChartName } from "../versions.ts";
import { chartValues } from "./index.ts";

const aws: Karpenter = {
  clusterName: "plinth-test",
  interruptionQueue: "plinth-test-karpenter",
  nodeRole: "plinth-test-node",
  subnetTags: {},
  securityGroupTags: {},
  serviceAccount: { namespace: "karpenter", name: "karpenter" },
  tags: {},
};
const settings: Settings = {
  replicas: 2,
  gateway: { replicas: { min: 2, max: 6 } },
  monitoring: { replicas: 2, retentionDays: 15, storage: "50Gi", memory: "2Gi" },
  storageClass: "gp3",
  monitored: true,
  karpenter: aws,
};
const charts = Object.keys(chartValues) as ChartName[];

/** Reads one value by its path, `a.b.c`. */
function at(values: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values);
}
const valueOf = (chart: ChartName, path: string, change: Partial<Settings> = {}) =>
  at(chartValues[chart]({ ...settings, ...change }), path);

describe("versions", () => {
  it("are exact", () => {
    for (const { version } of Object.values(chartVersions)) assert.match(version, /^v?\d+\.\d+\.\d+$/);
    assert.match(nodeImage, /^al2023@v\d{8}$/);
  });

  it("of Istio's charts are one, as are those of Karpenter's", () => {
    const version = (chart: ChartName) => chartVersions[chart].version;
    assert.equal(
      new Set([version("istio-base"), version("istiod"), version("istio-cni"), version("istio-ingress")])
        .size,
      1,
    );
    assert.equal(version("karpenter"), version("karpenter-crd"));
  });
});

describe("values", () => {
  for (const chart of charts)
    it(`of ${chart} are plain data that never change by themselves`, () => {
      const values = chartValues[chart](settings);
      assert.deepEqual(JSON.parse(JSON.stringify(values)), values);
      assert.deepEqual(chartValues[chart](settings), values);
    });

  it("start no application before its proxy, and let nothing out that the mesh does not know", () => {
    assert.equal(valueOf("istiod", "meshConfig.defaultConfig.holdApplicationUntilProxyStarts"), true);
    assert.equal(valueOf("istiod", "meshConfig.outboundTrafficPolicy.mode"), "REGISTRY_ONLY");
    assert.equal(valueOf("istiod", "env.ENABLE_NATIVE_SIDECARS"), "true");
    assert.equal(valueOf("istiod", "cni.enabled"), true);
  });

  it("leave the load balancer to the program", () => {
    assert.equal(valueOf("istio-ingress", "service.type"), "ClusterIP");
  });

  it("let Prometheus and Alertmanager take up everybody's resources", () => {
    const spec = valueOf("kube-prometheus-stack", "prometheus.prometheusSpec") as Record<string, unknown>;
    for (const kind of ["podMonitor", "probe", "rule", "scrapeConfig", "serviceMonitor"])
      assert.equal(spec[`${kind}SelectorNilUsesHelmValues`], false);
    const alertmanager = valueOf("kube-prometheus-stack", "alertmanager.alertmanagerSpec");
    assert.deepEqual(at(alertmanager, "alertmanagerConfigSelector"), {});
    assert.deepEqual(at(alertmanager, "alertmanagerConfigNamespaceSelector"), {});
    assert.deepEqual(at(alertmanager, "alertmanagerConfigMatcherStrategy"), { type: "None" });
  });

  it("ask for no budget that could never be met", () => {
    for (const [chart, path] of [
      ["istiod", "global.defaultPodDisruptionBudget.enabled"],
      ["cert-manager", "podDisruptionBudget.enabled"],
    ] as const) {
      assert.equal(valueOf(chart, path), true);
      assert.equal(valueOf(chart, path, { replicas: 1 }), false);
    }
    const single = { gateway: { replicas: { min: 1, max: 1 } } };
    assert.equal(valueOf("istio-ingress", "podDisruptionBudget", single), undefined);
  });

  it("install CRDs once: not from a chart whose CRDs have one of their own", () => {
    assert.equal(valueOf("kube-prometheus-stack", "crds.enabled"), false);
    assert.equal(valueOf("cert-manager", "crds.enabled"), true);
    assert.equal(valueOf("keda", "crds.install"), true);
    assert.equal(valueOf("secrets-store-csi-driver-provider-aws", "secrets-store-csi-driver.install"), false);
  });

  it("make no monitors where nobody knows what they are", () => {
    for (const chart of charts) {
      const text = JSON.stringify(chartValues[chart]({ ...settings, monitored: false }));
      assert.doesNotMatch(
        text,
        /"(servicemonitor|serviceMonitor)":\{"enabled":true|"podMonitorEnabled":true/,
      );
    }
  });

  it("tell Karpenter its cluster and its queue", () => {
    assert.deepEqual(valueOf("karpenter", "settings"), {
      clusterName: "plinth-test",
      interruptionQueue: "plinth-test-karpenter",
    });
    assert.throws(() => valueOf("karpenter", "settings", { karpenter: undefined }), /is not EKS.*"without"/);
  });

  it("tell Istio how nodes are laid out where they differ", () => {
    for (const chart of ["istio-base", "istiod", "istio-cni", "istio-ingress"] as const) {
      assert.equal(valueOf(chart, "global.platform"), undefined);
      assert.equal(valueOf(chart, "global.platform", { distribution: "k3s" }), "k3s");
    }
  });
});

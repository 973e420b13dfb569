import assert from "node:assert/strict";
import { nodeClassSpec, nodePoolSpec, type NodesArgs } from "./node-pools.plan.ts";
import type { Karpenter } from "./settings.ts";

const nodes: NodesArgs = { limits: { cpu: "64", memory: "256Gi" }, capacityTypes: ["on-demand", "spot"] };
const karpenter: Karpenter = {
  clusterName: "plinth-test",
  interruptionQueue: "plinth-test-karpenter",
  nodeRole: "plinth-test-node",
  subnetTags: { "karpenter.sh/discovery": "plinth-test" },
  securityGroupTags: { "aws:eks:cluster-name": "plinth-test" },
  serviceAccount: { namespace: "karpenter", name: "karpenter" },
  tags: { team: "a" },
};

/** What a pool asks of its instances, by key. */
function requirements(change: Partial<NodesArgs> = {}) {
  const { template } = nodePoolSpec({ ...nodes, ...change }, "general");
  return new Map(
    template.spec.requirements.map(({ key, operator, values = [] }) => [key, [operator, ...values]]),
  );
}

describe("node pool", () => {
  it("has a ceiling, a budget and an end, each said outright", () => {
    const { limits, disruption, template } = nodePoolSpec(nodes, "general");
    assert.deepEqual(limits, { cpu: "64", memory: "256Gi" });
    assert.deepEqual(disruption?.budgets, [{ nodes: "10%" }]);
    assert.deepEqual([template.spec.expireAfter, template.spec.terminationGracePeriod], ["336h", "1h"]);
  });

  it("buys capacity as asked, for processors the images are made for", () => {
    assert.deepEqual(requirements().get("karpenter.sh/capacity-type"), ["In", "on-demand", "spot"]);
    assert.deepEqual(requirements().get("kubernetes.io/arch"), ["In", "amd64"]);
    const arm = requirements({ architectures: ["arm64"], capacityTypes: ["on-demand"] });
    assert.deepEqual(arm.get("kubernetes.io/arch"), ["In", "arm64"]);
    assert.deepEqual(arm.get("karpenter.sh/capacity-type"), ["In", "on-demand"]);
  });
});

describe("node class", () => {
  const spec = nodeClassSpec(nodes, karpenter, "al2023@v20260903");

  it("hardens nodes: no public address, no way to their credentials, encrypted disks, a pinned image", () => {
    assert.equal(spec.associatePublicIPAddress, false);
    assert.deepEqual(spec.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    const disk = spec.blockDeviceMappings?.[0]?.ebs;
    assert.deepEqual([disk?.encrypted, disk?.volumeType, disk?.volumeSize], [true, "gp3", "50Gi"]);
    assert.deepEqual(spec.amiSelectorTerms, [{ alias: "al2023@v20260903" }]);
  });

  it("finds subnets and security groups by their tags, and takes the nodes' role by its name", () => {
    assert.equal(spec.role, "plinth-test-node");
    assert.deepEqual(spec.subnetSelectorTerms, [{ tags: karpenter.subnetTags }]);
    assert.deepEqual(spec.securityGroupSelectorTerms, [{ tags: karpenter.securityGroupTags }]);
    assert.deepEqual(spec.tags, { team: "a", Name: "plinth-test-general" });
  });
});

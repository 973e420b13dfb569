import assert from "node:assert/strict";
import { diffInputs } from "./diff.ts";
import { UNKNOWN } from "./values/unknown.ts";

const SUBNET = "aws:ec2/subnet:Subnet";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";

describe("difference of inputs", () => {
  it("is empty for equal inputs, whatever the order of keys, of plain lists, of documents", () => {
    assert.deepEqual(
      diffInputs(SUBNET, { vpcId: "v", tags: { a: "1", b: "2" } }, { tags: { b: "2", a: "1" }, vpcId: "v" })
        .changes,
      [],
    );
    assert.deepEqual(
      diffInputs("aws:eks/nodeGroup:NodeGroup", { subnetIds: ["a", "b"] }, { subnetIds: ["b", "a"] }).changes,
      [],
    );
    assert.deepEqual(
      diffInputs("aws:iam/policy:Policy", { policy: '{"a":1,"b":2}' }, { policy: '{ "b": 2, "a": 1 }' })
        .changes,
      [],
    );
  });

  it("tells a change in place from a replacement, down to the path", () => {
    assert.deepEqual(
      diffInputs(SUBNET, { vpcId: "v", tags: { a: "1" } }, { vpcId: "v", tags: { a: "2" } }).changes,
      [{ path: "tags.a", kind: "update" }],
    );
    assert.deepEqual(diffInputs(SUBNET, { vpcId: "v" }, { vpcId: "w" }).changes, [
      { path: "vpcId", kind: "update", replace: true },
    ]);
    const cluster = "aws:eks/cluster:Cluster";
    const { changes } = diffInputs(
      cluster,
      { kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "a" } },
      { kubernetesNetworkConfig: { ipFamily: "ipv4", serviceIpv4Cidr: "b" } },
    );
    assert.deepEqual(changes, [
      { path: "kubernetesNetworkConfig.serviceIpv4Cidr", kind: "update", replace: true },
    ]);
    assert.equal(
      diffInputs(
        cluster,
        { vpcConfig: { endpointPublicAccess: true } },
        { vpcConfig: { endpointPublicAccess: false } },
      ).changes[0]?.replace,
      undefined,
    );
  });

  it("replaces when a value that cannot change in place is about to", () => {
    assert.equal(diffInputs(SUBNET, { vpcId: "v" }, { vpcId: UNKNOWN }).changes[0]?.replace, true);
  });

  it("ignores that the program stopped giving what AWS fills in by itself", () => {
    assert.deepEqual(
      diffInputs(SUBNET, { vpcId: "v", availabilityZone: "eu-west-1a" }, { vpcId: "v" }).changes,
      [],
    );
    assert.equal(diffInputs(SUBNET, { vpcId: "v", tags: { a: "1" } }, { vpcId: "v" }).changes.length, 1);
  });

  it("deletes before it replaces when both would have one name", () => {
    const olds = { name: "web", vpcId: "v" };
    assert.equal(diffInputs(GROUP, olds, { name: "web", vpcId: "w" }).deleteBeforeReplace, true);
    assert.equal(
      diffInputs(GROUP, olds, { name: "web", vpcId: "w", __defaults: ["name"] }).deleteBeforeReplace,
      false,
    );
    assert.equal(diffInputs(GROUP, olds, { name: "web2", vpcId: "v" }).deleteBeforeReplace, false);
  });
});

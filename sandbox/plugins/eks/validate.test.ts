import assert from "node:assert/strict";
import type * as eks from "@pulumi/eks";
import { stableJson } from "./addon.ts";
import { clusterErrors, nodeGroupErrors, refuseAll } from "./validate.ts";

const GOOD: eks.ClusterArgs = {
  vpcId: "vpc-1",
  subnetIds: ["subnet-1"],
  authenticationMode: "API",
  accessEntries: { admin: { principalArn: "arn:x" } },
};

describe("arguments of eks.Cluster", () => {
  const cases: readonly (readonly [change: eks.ClusterArgs, property: string, reason: RegExp])[] = [
    [
      { authenticationMode: "OIDC" as "API", accessEntries: undefined },
      "authenticationMode",
      /is one of CONFIG_MAP, API, API_AND_CONFIG_MAP/,
    ],
    [
      { authenticationMode: "CONFIG_MAP" },
      "accessEntries",
      /needs the authenticationMode API or API_AND_CONFIG_MAP/,
    ],
    [
      { authenticationMode: undefined },
      "accessEntries",
      /needs the authenticationMode API or API_AND_CONFIG_MAP/,
    ],
    [
      { roleMappings: [{ roleArn: "a", username: "b", groups: [] }] },
      "roleMappings",
      /with API, use accessEntries/,
    ],
    [{ privateSubnetIds: ["subnet-2"] }, "subnetIds", /cannot be given together with publicSubnetIds/],
    [{ nodeGroupOptions: {}, minSize: 1 }, "nodeGroupOptions", /together with any of .*minSize/],
    [
      { publicAccessCidrs: ["10.0.0.0/8"], endpointPublicAccess: false },
      "publicAccessCidrs",
      /needs endpointPublicAccess/,
    ],
    [{ vpcId: undefined }, "vpcId", /no default VPC/],
    [{ nodePublicKey: "ssh-rsa" }, "nodePublicKey", /nodePublicKey is not simulated/],
    [
      { authenticationMode: undefined, accessEntries: undefined, autoMode: { enabled: true } },
      "autoMode",
      /autoMode needs the authenticationMode/,
    ],
  ];
  for (const [change, property, reason] of cases) {
    it(`are refused with ${JSON.stringify(change)}`, () => {
      const errors = clusterErrors({ ...GOOD, ...change });
      assert.deepEqual(
        errors.map(({ propertyPath }) => propertyPath),
        [property],
      );
      assert.match(errors[0]!.reason, reason);
    });
  }

  it("are taken when good, and refused all at once when not", () => {
    assert.deepEqual(clusterErrors(GOOD), []);
    assert.doesNotThrow(() => refuseAll("eks.Cluster", []));
    assert.equal(clusterErrors({ subnetIds: [], publicSubnetIds: [], accessEntries: {} }).length, 3);
    assert.throws(
      () => refuseAll("eks.Cluster", clusterErrors({})),
      /inputs of eks\.Cluster are not valid:\n {2}- vpcId must be given/,
    );
  });
});

describe("arguments of eks.ManagedNodeGroup", () => {
  const cluster = {} as eks.Cluster;
  const found = (args: Omit<eks.ManagedNodeGroupArgs, "cluster">): string[] =>
    nodeGroupErrors({ cluster, ...args }).map(({ reason }) => reason);

  it("need one role, and no two images", () => {
    assert.deepEqual(found({ nodeRoleArn: "arn:x" }), []);
    assert.match(found({})[0]!, /exactly one of them/);
    assert.match(
      found({ nodeRoleArn: "arn:x", amiId: "ami-1", gpu: true })[0]!,
      /amiId cannot be given together with gpu/,
    );
    assert.match(
      found({ nodeRoleArn: "arn:x", launchTemplate: { version: "1" }, enableIMDSv2: true })[0]!,
      /put those into the template/,
    );
    assert.match(
      found({ nodeRoleArn: "arn:x", userData: "#!", kubeletExtraArgs: "-v" })[0]!,
      /put those into the user data/,
    );
  });
});

describe("configuration of add-ons", () => {
  it("is the same text whatever the order of keys", () => {
    assert.equal(stableJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
  });
});

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
      /Allowed values are: CONFIG_MAP, API, API_AND_CONFIG_MAP/,
    ],
    [
      { authenticationMode: "CONFIG_MAP" },
      "accessEntries",
      /not supported when 'authenticationMode' is set to 'CONFIG_MAP'/,
    ],
    [{ authenticationMode: undefined }, "accessEntries", /'authenticationMode' is not set/],
    [
      { roleMappings: [{ roleArn: "a", username: "b", groups: [] }] },
      "roleMappings",
      /does not support non-empty values/,
    ],
    [{ privateSubnetIds: ["subnet-2"] }, "subnetIds", /mutually exclusive/],
    [
      { nodeGroupOptions: {}, minSize: 1 },
      "nodeGroupOptions",
      /nodeGroupOptions and minSize are mutually exclusive/,
    ],
    [
      { publicAccessCidrs: ["10.0.0.0/8"], endpointPublicAccess: false },
      "publicAccessCidrs",
      /only be set when `endpointPublicAccess` is true/,
    ],
    [{ vpcId: undefined }, "vpcId", /no default VPC/],
    [{ nodePublicKey: "ssh-rsa" }, "nodePublicKey", /does not simulate nodePublicKey/],
    [
      { authenticationMode: undefined, accessEntries: undefined, autoMode: { enabled: true } },
      "autoMode",
      /Access entries are required/,
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
    assert.doesNotThrow(() => refuseAll("cluster", []));
    assert.equal(clusterErrors({ subnetIds: [], publicSubnetIds: [], accessEntries: {} }).length, 3);
    assert.throws(() => refuseAll("cluster", clusterErrors({})), /input properties for the cluster are invalid/);
  });
});

describe("arguments of eks.ManagedNodeGroup", () => {
  const cluster = {} as eks.Cluster;
  const found = (args: Omit<eks.ManagedNodeGroupArgs, "cluster">): string[] =>
    nodeGroupErrors({ cluster, ...args }).map(({ reason }) => reason);

  it("need one role, and no two images", () => {
    assert.deepEqual(found({ nodeRoleArn: "arn:x" }), []);
    assert.match(found({})[0]!, /An IAM role, or role ARN must be provided/);
    assert.match(found({ nodeRoleArn: "arn:x", amiId: "ami-1", gpu: true })[0]!, /both amiId and gpu/);
    assert.match(
      found({ nodeRoleArn: "arn:x", launchTemplate: { version: "1" }, enableIMDSv2: true })[0]!,
      /custom launch template, you cannot provide/,
    );
    assert.match(
      found({ nodeRoleArn: "arn:x", userData: "#!", kubeletExtraArgs: "-v" })[0]!,
      /custom userData, you cannot provide/,
    );
  });
});

describe("configuration of add-ons", () => {
  it("is the same text whatever the order of keys", () => {
    assert.equal(stableJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
  });
});

import assert from "node:assert/strict";
import { checkInputs } from "./check.ts";
import type { Properties } from "./rules/rule.ts";
import { World } from "./testing/world.ts";
import { UNKNOWN } from "./values/unknown.ts";

const ROLE = "aws:iam/role:Role";
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
};

describe("check of inputs", () => {
  let world: World;
  before(() => (world = new World({ defaultTags: { environment: "dev", team: "none" } })));
  beforeEach(() => world.clear());
  after(() => world.close());

  function reasons(type: string, inputs: Properties, olds?: Properties): string[] {
    return world
      .check(type, "x", inputs, olds)
      .failures.map(({ property, reason }) => `${property}: ${reason}`);
  }

  it("fills in defaults, default tags under the resource's own, and a name that stays", () => {
    const first = world.check(ROLE, "x", { assumeRolePolicy: TRUST, tags: { team: "platform" } });
    assert.deepEqual(first.failures, []);
    assert.equal(first.inputs.name, "sample-0707070");
    assert.equal(first.inputs.path, "/");
    assert.deepEqual(first.inputs.tags, { environment: "dev", team: "platform" });
    assert.equal(first.inputs.assumeRolePolicy, JSON.stringify(TRUST));
    const again = world.check(
      ROLE,
      "x",
      { assumeRolePolicy: TRUST },
      { ...first.inputs, name: "sample-1234567" },
    );
    assert.equal(again.inputs.name, "sample-1234567");
    const explicit = world.check(
      ROLE,
      "x",
      { assumeRolePolicy: TRUST },
      { ...first.inputs, name: "mine", __defaults: [] },
    );
    assert.equal(explicit.inputs.name, "sample-0707070");
  });

  it("names everything that is wrong at once, at any depth", () => {
    const found = reasons("aws:eks/cluster:Cluster", {
      name: "-bad",
      version: "1.12",
      vpcConfig: { subnetIds: ["subnet-gone"], endpointPublicAccess: false, colour: "red" },
      enabledClusterLogTypes: ["api", "gossip"],
      tags: { "aws:x": "1" },
    });
    for (const expected of [
      /^roleArn: Missing required argument/,
      /^vpcConfig\.colour: Invalid or unknown key/,
      /^name: InvalidParameterException/,
      /^version: InvalidParameterException: unsupported Kubernetes version: "1\.12"/,
      /^enabledClusterLogTypes\[1\]: InvalidParameterException: "gossip"/,
      /^vpcConfig: .*cannot both be false/,
      /^vpcConfig\.subnetIds\[0\]: InvalidSubnetID\.NotFound: the subnet ID 'subnet-gone'/,
      /^tags\.aws:x: .*reserved/,
    ])
      assert.ok(
        found.some((line) => expected.test(line)),
        `${String(expected)} is not among\n${found.join("\n")}`,
      );
    assert.equal(found.length, 8);
  });

  it("says nothing about what is not known yet", () => {
    assert.deepEqual(reasons("aws:ec2/subnet:Subnet", { vpcId: UNKNOWN, cidrBlock: UNKNOWN }), []);
    assert.deepEqual(reasons("aws:iam/policy:Policy", { policy: UNKNOWN, name: UNKNOWN }), []);
    assert.deepEqual(
      reasons("aws:eks/cluster:Cluster", { roleArn: UNKNOWN, vpcConfig: { subnetIds: UNKNOWN } }),
      [],
    );
    assert.deepEqual(reasons("aws:eks/cluster:Cluster", { roleArn: UNKNOWN, vpcConfig: UNKNOWN }), []);
  });

  it("leaves names that a program may know before AWS to the creation", () => {
    const inputs = { role: "later", policyArn: "arn:aws:iam::000000000000:policy/later" };
    assert.deepEqual(reasons("aws:iam/rolePolicyAttachment:RolePolicyAttachment", inputs), []);
    assert.throws(
      () => world.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "x", inputs),
      /role: NoSuchEntity.*'later'[^]*policyArn: NoSuchEntity/,
    );
  });

  it("finds conflicts with what exists, but not with the resource itself, renamed or not", () => {
    const made = world.make("aws:ec2/subnet:Subnet");
    const same = { vpcId: made.vpcId, cidrBlock: "10.0.0.0/25" };
    assert.match(reasons("aws:ec2/subnet:Subnet", same)[0]!, /InvalidSubnet\.Conflict.*10\.0\.0\.0\/24/);
    const recorded = world.account.get(made.id)!.inputs;
    assert.deepEqual(reasons("aws:ec2/subnet:Subnet", world.inputs("aws:ec2/subnet:Subnet"), recorded), []);
  });

  it("takes over the automatic name that a killed update gave", () => {
    const { inputs } = world.check(ROLE, "x", { assumeRolePolicy: TRUST });
    const made = world.operations.create(
      { type: ROLE, urn: `urn:pulumi:test::project::${ROLE}::x` },
      { ...inputs, name: "sample-fffffff" },
      false,
    );
    assert.equal(world.check(ROLE, "x", { assumeRolePolicy: TRUST }).inputs.name, made.id);
  });

  it("refuses a generated name that is too long for AWS", () => {
    const name = "a-name-longer-than-target-groups-may-have";
    const request = {
      type: "aws:lb/targetGroup:TargetGroup",
      urn: "u",
      name,
      olds: {},
      news: { targetType: "lambda" },
      seed: new Uint8Array(32),
    };
    const { failures } = checkInputs(request, world.account, world.configuration);
    assert.ok(
      failures.some(
        ({ property, reason }) =>
          property === "name" && reason.includes(`"${name}-0000000"`) && reason.includes("32 characters"),
      ),
    );
  });

  it("names a type that is not simulated, and what to do", () => {
    assert.throws(
      () => world.check("aws:rds/instance:Instance", "x", {}),
      /does not simulate aws:rds\/instance:Instance.*add a rule/,
    );
  });
});

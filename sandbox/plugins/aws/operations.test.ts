import assert from "node:assert/strict";
import { urn, World } from "./testing/world.ts";
import { UNKNOWN } from "./values/unknown.ts";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

describe("operations on the account", () => {
  let world: World;
  before(() => (world = new World()));
  beforeEach(() => world.clear());
  after(() => world.close());

  it("know in a preview what the program gave, and nothing AWS makes up", () => {
    const { inputs } = world.check(VPC, "x", { cidrBlock: "10.0.0.0/16", tags: { a: "1" } });
    const { id, outputs } = world.operations.create({ type: VPC, urn: urn(VPC, "x") }, inputs, true);
    assert.equal(id, "");
    assert.deepEqual(
      [outputs.cidrBlock, outputs.enableDnsSupport, outputs.region, outputs.tagsAll],
      ["10.0.0.0/16", true, "eu-west-1", { a: "1" }],
    );
    assert.deepEqual(
      [outputs.arn, outputs.defaultSecurityGroupId, outputs.ownerId],
      [UNKNOWN, UNKNOWN, UNKNOWN],
    );
    assert.equal(world.account.count(), 0);
  });

  it("give ids, ARNs and owners in AWS's form", () => {
    const made = world.make(VPC);
    assert.match(made.id, /^vpc-[0-9a-f]{17}$/);
    assert.equal(made.arn, `arn:aws:ec2:eu-west-1:000000000000:vpc/${made.id}`);
    assert.equal(made.ownerId, "000000000000");
    assert.match(
      String(world.make("aws:secretsmanager/secret:Secret").arn),
      /:secret:voting\/database-[a-zA-Z]{6}$/,
    );
    assert.match(
      String(world.make("aws:lb/loadBalancer:LoadBalancer").arn),
      /:loadbalancer\/app\/front\/[0-9a-f]{16}$/,
    );
  });

  it("take over what a killed update made, and only that", () => {
    const subject = { type: VPC, urn: urn(VPC, "x") };
    const { inputs } = world.check(VPC, "x", { cidrBlock: "10.0.0.0/16" });
    const first = world.operations.create(subject, inputs, false);
    world.restart();
    assert.equal(world.operations.create(subject, inputs, false).id, first.id, "not recorded by the engine");
    assert.notEqual(
      world.operations.create(subject, inputs, false).id,
      first.id,
      "created by this very process: a replacement",
    );
    world.clear();
    const old = world.operations.create(subject, inputs, false);
    world.restart();
    world.operations.remember(subject.urn, old.id);
    assert.notEqual(
      world.operations.create(subject, inputs, false).id,
      old.id,
      "the engine knows it: a replacement",
    );
    world.restart();
    const other = world.check(VPC, "x", { cidrBlock: "10.1.0.0/16" }).inputs;
    assert.equal(
      world.operations.create(subject, other, false).outputs.cidrBlock,
      "10.1.0.0/16",
      "other inputs: another resource",
    );
  });

  it("keep id, ARN and what follows from them through a change in place", () => {
    const made = world.make(TEMPLATE);
    const { inputs } = world.check(TEMPLATE, TEMPLATE, {
      ...world.inputs(TEMPLATE),
      instanceType: "m7g.large",
    });
    const subject = { type: TEMPLATE, urn: urn(TEMPLATE, TEMPLATE) };
    assert.equal(world.operations.update(subject, made.id, inputs, made, true).latestVersion, UNKNOWN);
    const state = world.operations.update(subject, made.id, inputs, made, false);
    assert.deepEqual(
      [state.arn, state.latestVersion, state.defaultVersion, state.instanceType],
      [made.arn, 2, 1, "m7g.large"],
    );
    assert.deepEqual(world.operations.read(subject, made.id)?.outputs, state);
  });

  it("tell a change of something that is gone", () => {
    const made = world.make(VPC);
    world.account.delete(made.id);
    assert.throws(
      () =>
        world.operations.update(
          { type: VPC, urn: urn(VPC, "x") },
          made.id,
          { cidrBlock: "10.0.0.0/16" },
          made,
          false,
        ),
      /not in the account.*pulumi refresh/,
    );
    assert.equal(world.operations.read({ type: VPC, urn: urn(VPC, "x") }, made.id), undefined);
  });

  const inUse: readonly (readonly [string, string, RegExp])[] = [
    [
      VPC,
      SUBNET,
      /DependencyViolation: vpc-\w+ cannot be deleted while it is used by aws:ec2\/subnet:Subnet subnet-/,
    ],
    [SUBNET, "aws:ec2/natGateway:NatGateway", /DependencyViolation/],
    ["aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway", /AuthFailure/],
    ["aws:iam/role:Role", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", /DeleteConflict/],
    ["aws:iam/policy:Policy", "aws:iam/rolePolicyAttachment:RolePolicyAttachment", /DeleteConflict/],
    ["aws:eks/cluster:Cluster", "aws:eks/nodeGroup:NodeGroup", /ResourceInUseException/],
    ["aws:route53/zone:Zone", "aws:route53/record:Record", /HostedZoneNotEmpty/],
    ["aws:lb/targetGroup:TargetGroup", "aws:lb/listener:Listener", /ResourceInUse/],
    [
      "aws:wafv2/webAcl:WebAcl",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      /WAFAssociatedItemException/,
    ],
  ];
  for (const [type, user, expected] of inUse) {
    it(`do not delete a ${type} while a ${user} uses it`, () => {
      const used = world.make(type);
      const { id } = world.make(user);
      assert.throws(() => world.operations.delete({ type, urn: urn(type, type) }, used.id), expected);
      world.operations.delete({ type: user, urn: urn(user, user) }, id);
    });
  }

  it("do not delete what is protected", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    const { id } = world.create(type, "x", { ...world.inputs(type), enableDeletionProtection: true });
    assert.throws(
      () => world.operations.delete({ type, urn: urn(type, "x") }, id),
      /OperationNotPermitted.*set enableDeletionProtection to false/,
    );
  });

  it("let a setting be taken over by another resource, which then keeps it", () => {
    const type = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
    const inputs = world.inputs(type);
    const first = world.create(type, "first", inputs);
    world.create(type, "second", inputs);
    world.operations.delete({ type, urn: urn(type, "first") }, first.id);
    assert.equal(world.account.get(first.id, type)?.urn, urn(type, "second"));
  });
});

import assert from "node:assert/strict";
import type { Properties } from "../rules/rule.ts";
import { World } from "../testing/world.ts";
import { invoke } from "./functions.ts";

describe("functions of the AWS provider", () => {
  let world: World;
  before(() => (world = new World()));
  beforeEach(() => world.clear());
  after(() => world.close());

  const call = (token: string, args: Properties = {}): Properties =>
    invoke(token, args, world.account, world.configuration);

  it("say where and who one is", () => {
    assert.equal(call("aws:index/getRegion:getRegion").name, "eu-west-1");
    assert.equal(call("aws:index/getCallerIdentity:getCallerIdentity").accountId, "000000000000");
    assert.equal(call("aws:index/getPartition:getPartition").partition, "aws");
  });

  it("list the zones of a region, with their ids", () => {
    const all = call("aws:index/getAvailabilityZones:getAvailabilityZones", { state: "available" });
    assert.deepEqual(all.names, ["eu-west-1a", "eu-west-1b", "eu-west-1c"]);
    assert.deepEqual(all.zoneIds, ["euw1-az1", "euw1-az2", "euw1-az3"]);
    const some = call("aws:index/getAvailabilityZones:getAvailabilityZones", {
      excludeNames: ["eu-west-1a"],
      filters: [{ name: "zone-name", values: ["eu-west-1a", "eu-west-1b"] }],
    });
    assert.deepEqual(some.names, ["eu-west-1b"]);
  });

  it("write policy documents that IAM takes", () => {
    const { json } = call("aws:iam/getPolicyDocument:getPolicyDocument", {
      statements: [
        {
          sid: "A",
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: ["ec2.amazonaws.com"] }],
          conditions: [{ test: "StringEquals", variable: "aws:x", values: ["1", "2"] }],
        },
      ],
    });
    assert.deepEqual(JSON.parse(String(json)), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "A",
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "ec2.amazonaws.com" },
          Condition: { StringEquals: { "aws:x": ["1", "2"] } },
        },
      ],
    });
    world.create("aws:iam/role:Role", "x", { name: "made", assumeRolePolicy: json });
  });

  it("find what is in the account, and say so when it is not", () => {
    const vpc = world.make("aws:ec2/vpc:Vpc");
    const subnet = world.make("aws:ec2/subnet:Subnet");
    assert.equal(call("aws:ec2/getVpc:getVpc", { id: vpc.id }).cidrBlock, "10.0.0.0/16");
    assert.deepEqual(
      call("aws:ec2/getSubnets:getSubnets", { filters: [{ name: "vpc-id", values: [vpc.id] }] }).ids,
      [subnet.id],
    );
    assert.deepEqual(
      call("aws:ec2/getSubnets:getSubnets", {
        filters: [{ name: "availability-zone", values: ["eu-west-1c"] }],
      }).ids,
      [],
    );
    assert.equal(
      call("aws:eks/getCluster:getCluster", { name: world.make("aws:eks/cluster:Cluster").name }).version,
      "1.34",
    );
    assert.equal(
      call("aws:route53/getZone:getZone", { name: String(world.make("aws:route53/zone:Zone").name) }).name,
      "example.com",
    );
    assert.throws(() => call("aws:ec2/getVpc:getVpc", { default: true }), /no default VPC/);
    assert.throws(
      () => call("aws:eks/getCluster:getCluster", { name: "gone" }),
      /ResourceNotFoundException: no cluster found for name: gone/,
    );
    assert.throws(
      () => call("aws:ssm/getParameter:getParameter", { name: "/aws/service/ami" }),
      /ParameterNotFound.*give the value through configuration/,
    );
    assert.throws(
      () => call("aws:ec2/getAmi:getAmi"),
      /does not simulate the function aws:ec2\/getAmi:getAmi/,
    );
  });
});

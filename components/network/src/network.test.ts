import assert from "node:assert/strict";
import { run } from "../../../tests/harness/mocks.ts";
import { unknown } from "../../../tests/harness/wire.ts";
import { Network, type VpcArgs } from "./index.ts";

const vpc: VpcArgs = {
  cidr: "10.20.0.0/16",
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  natGateways: "single",
  flowLogRetentionDays: 30,
};
const network = (change: Partial<VpcArgs> = {}) =>
  run(() => new Network("network", { name: "plinth-test", vpc: { ...vpc, ...change }, tags: { team: "a" } }));

describe("Network", () => {
  it("builds nothing when no VPC is asked for", async () => {
    const { result, graph } = await run(() => new Network("network", { name: "plinth-test" }));
    assert.deepEqual(
      graph.resources.map(({ type }) => type),
      ["plinth:network:Network"],
    );
    assert.equal(result.vpcId, undefined);
    const { privateSubnetIds, publicSubnetIds, privateCidrBlocks, ready } = result;
    assert.deepEqual([privateSubnetIds, publicSubnetIds, privateCidrBlocks, ready], [[], [], [], []]);
  });

  it("builds a private and a public subnet in each zone, with the roles load balancers look for", async () => {
    const { graph, result } = await network();
    const subnets = graph.ofType("aws:ec2/subnet:Subnet");
    assert.equal(subnets.length, 6);
    assert.equal(result.privateSubnetIds.length, 3);
    assert.equal(result.publicSubnetIds.length, 3);
    assert.deepEqual(result.privateCidrBlocks, ["10.20.0.0/20", "10.20.16.0/20", "10.20.32.0/20"]);
    for (const { name, inputs } of subnets) {
      const tags = inputs["tags"] as Record<string, string>;
      const isPublic = name.includes("public");
      assert.equal(inputs["mapPublicIpOnLaunch"], false);
      assert.equal(tags["team"], "a");
      assert.equal(tags["kubernetes.io/role/elb"], isPublic ? "1" : undefined);
      assert.equal(tags["kubernetes.io/role/internal-elb"], isPublic ? undefined : "1");
      assert.equal(tags["karpenter.sh/discovery"], isPublic ? undefined : "plinth-test");
    }
  });

  it("turns DNS on and empties the default security group", async () => {
    const { graph } = await network();
    const { enableDnsSupport, enableDnsHostnames } = graph.only("aws:ec2/vpc:Vpc").inputs;
    assert.deepEqual([enableDnsSupport, enableDnsHostnames], [true, true]);
    const { ingress, egress } = graph.only("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup").inputs;
    assert.deepEqual([ingress, egress], [[], []]);
  });

  for (const [natGateways, count] of [
    ["single", 1],
    ["per-zone", 3],
  ] as const)
    it(`gives the private subnets a way out: ${natGateways}`, async () => {
      const { graph } = await network({ natGateways });
      assert.equal(graph.ofType("aws:ec2/natGateway:NatGateway").length, count);
      assert.equal(graph.ofType("aws:ec2/eip:Eip").length, count);
      for (const zone of vpc.zones) {
        const nat = `network-nat-${natGateways === "single" ? "eu-west-1a" : zone}`;
        const waits = graph.waitsFor(graph.named(`network-private-${zone}-internet`));
        assert.ok(waits.has(nat), `${zone} leaves through ${nat}`);
        assert.ok(waits.has("network-public-internet"), "which waits for its own way out");
      }
    });

  it("records all flows", async () => {
    const { graph } = await network();
    assert.equal(graph.only("aws:ec2/flowLog:FlowLog").inputs["trafficType"], "ALL");
    assert.equal(graph.only("aws:cloudwatch/logGroup:LogGroup").inputs["retentionInDays"], 30);
  });

  it("knows in a first preview everything but ids and ARNs", async () => {
    const { graph } = await network();
    const unknowns = graph.resources.flatMap(({ inputs }) =>
      Object.keys(inputs).filter((key) => JSON.stringify(inputs[key]).includes(unknown)),
    );
    assert.deepEqual(
      [...new Set(unknowns)].filter((key) => !/Id$|Arn$|^logDestination$/.test(key)),
      [],
    );
  });

  it("puts every child under itself and under its name", async () => {
    const { graph } = await network();
    assert.deepEqual(graph.namingMistakes(), []);
    assert.equal(new Set(graph.resources.map(({ name }) => name)).size, graph.resources.length);
  });
});

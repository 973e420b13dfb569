/**
 * A VPC with a private and a public subnet in each zone. Nodes and pods live in the private ones and reach out
 * through NAT gateways; the public ones hold load balancers only. Nothing is open until somebody opens it.
 */
import { DefaultSecurityGroup } from "@pulumi/aws/ec2/defaultSecurityGroup.js";
import { Eip } from "@pulumi/aws/ec2/eip.js";
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { NatGateway } from "@pulumi/aws/ec2/natGateway.js";
import { Route } from "@pulumi/aws/ec2/route.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import * as pulumi from "@pulumi/pulumi";
import { flowLogs } from "./flow-logs.ts";
import { planZones, type VpcArgs, type ZonePlan } from "./network.plan.ts";

export interface NetworkArgs {
  /** Name of the VPC in AWS, and what everything in it is called after. */
  readonly name: string;
  /** What to build. Absent: nothing, because the cluster exists already and brings its own network. */
  readonly vpc?: VpcArgs;
  /** Tags for every resource. Default none. */
  readonly tags?: Readonly<Record<string, string>>;
}

const internet = "0.0.0.0/0";

export class Network extends pulumi.ComponentResource {
  /** Absent when no VPC was asked for; the lists are empty then. */
  readonly vpcId?: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string>[] = [];
  readonly publicSubnetIds: pulumi.Output<string>[] = [];
  /** Address ranges of the private subnets. */
  readonly privateCidrBlocks: string[] = [];
  /** Tags by which Karpenter finds the private subnets. */
  readonly discoveryTags: Readonly<Record<string, string>>;
  /** What has to exist before a node in a private subnet reaches the internet. */
  readonly ready: pulumi.Resource[] = [];

  readonly #name: string;
  readonly #args: NetworkArgs;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:network:Network", name, {}, opts);
    this.#name = name;
    this.#args = args;
    this.discoveryTags = { "karpenter.sh/discovery": args.name };
    if (args.vpc) this.vpcId = this.#build(args.vpc);
    this.registerOutputs({
      vpcId: this.vpcId,
      privateSubnetIds: this.privateSubnetIds,
      publicSubnetIds: this.publicSubnetIds,
    });
  }

  #build(args: VpcArgs): pulumi.Output<string> {
    const plan = planZones(args);
    const vpc = new Vpc(
      `${this.#name}-vpc`,
      { cidrBlock: args.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: this.#tags() },
      { parent: this },
    );
    // Every VPC has this group; without rules, whatever lands in it by mistake is cut off.
    void new DefaultSecurityGroup(
      `${this.#name}-default-security-group`,
      { vpcId: vpc.id, ingress: [], egress: [], tags: this.#tags("default") },
      { parent: this },
    );
    const internetRoute = this.#internetRoute(vpc);
    const gateways = this.#publicSubnets(vpc, plan, internetRoute);
    this.#privateSubnets(vpc, plan, gateways);
    flowLogs(this, this.#name, {
      name: this.#args.name,
      vpcId: vpc.id,
      retentionDays: args.flowLogRetentionDays,
      tags: this.#args.tags ?? {},
    });
    return vpc.id;
  }

  /** The public subnets' route table, by its route to the internet. */
  #internetRoute(vpc: Vpc): Route {
    const gateway = new InternetGateway(
      `${this.#name}-internet-gateway`,
      { vpcId: vpc.id, tags: this.#tags() },
      { parent: this },
    );
    const table = this.#routeTable(vpc, "public");
    return new Route(
      `${this.#name}-public-internet`,
      { routeTableId: table.id, destinationCidrBlock: internet, gatewayId: gateway.id },
      { parent: this },
    );
  }

  /** Returns the NAT gateways by zone. */
  #publicSubnets(vpc: Vpc, plan: readonly ZonePlan[], route: Route): Map<string, NatGateway> {
    const gateways = new Map<string, NatGateway>();
    for (const { zone, publicCidr, natZone } of plan) {
      const subnet = this.#subnet(vpc, "public", zone, publicCidr, { "kubernetes.io/role/elb": "1" });
      const association = this.#associate(`public-${zone}`, subnet, route.routeTableId);
      this.publicSubnetIds.push(subnet.id);
      // A NAT gateway in a subnet that has no route out yet is born failed.
      if (natZone === zone) gateways.set(zone, this.#natGateway(zone, subnet, [route, association]));
    }
    return gateways;
  }

  #natGateway(zone: string, subnet: Subnet, dependsOn: pulumi.Resource[]): NatGateway {
    const tags = this.#tags(`nat-${zone}`);
    const address = new Eip(`${this.#name}-nat-${zone}-address`, { domain: "vpc", tags }, { parent: this });
    return new NatGateway(
      `${this.#name}-nat-${zone}`,
      { allocationId: address.id, subnetId: subnet.id, tags },
      { parent: this, dependsOn },
    );
  }

  #privateSubnets(vpc: Vpc, plan: readonly ZonePlan[], gateways: ReadonlyMap<string, NatGateway>): void {
    for (const { zone, privateCidr, natZone } of plan) {
      const subnet = this.#subnet(vpc, "private", zone, privateCidr, {
        "kubernetes.io/role/internal-elb": "1",
        ...this.discoveryTags,
      });
      // One table for each zone even with a single gateway, so that the zones can part later without a gap.
      const table = this.#routeTable(vpc, `private-${zone}`);
      const route = new Route(
        `${this.#name}-private-${zone}-internet`,
        { routeTableId: table.id, destinationCidrBlock: internet, natGatewayId: gateways.get(natZone)?.id },
        { parent: this },
      );
      this.privateSubnetIds.push(subnet.id);
      this.privateCidrBlocks.push(privateCidr);
      this.ready.push(route, this.#associate(`private-${zone}`, subnet, table.id));
    }
  }

  #subnet(vpc: Vpc, tier: string, zone: string, cidrBlock: string, roles: Record<string, string>): Subnet {
    return new Subnet(
      `${this.#name}-${tier}-${zone}`,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock,
        mapPublicIpOnLaunch: false,
        tags: { ...this.#tags(`${tier}-${zone}`), ...roles },
      },
      { parent: this },
    );
  }

  #routeTable(vpc: Vpc, what: string): RouteTable {
    return new RouteTable(
      `${this.#name}-${what}-routes`,
      { vpcId: vpc.id, tags: this.#tags(what) },
      { parent: this },
    );
  }

  #associate(what: string, subnet: Subnet, routeTableId: pulumi.Input<string>): RouteTableAssociation {
    return new RouteTableAssociation(
      `${this.#name}-${what}-association`,
      { subnetId: subnet.id, routeTableId },
      { parent: this },
    );
  }

  #tags(what?: string): Record<string, string> {
    return { ...this.#args.tags, Name: what ? `${this.#args.name}-${what}` : this.#args.name };
  }
}

/** Route tables and routes. */
import { crc32 } from "node:zlib";
import { derivedId } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { internetGateway, natGateway, routeTable, subnet, vpc, vpcEndpoint } from "./references.ts";
import { ATTACHMENT, GATEWAY } from "./ec2-gateways.ts";
import type { Failure, Rules, Situation } from "./rule.ts";
import { block, exactlyOne } from "./value-checks.ts";
import { text } from "../values/text.ts";

const EC2 = "arn:aws:ec2:{region}:{account}";
const DESTINATIONS = ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"];
const TARGETS = [
  "gatewayId",
  "natGatewayId",
  "vpcEndpointId",
  "networkInterfaceId",
  "transitGatewayId",
  "egressOnlyGatewayId",
  "vpcPeeringConnectionId",
  "carrierGatewayId",
  "coreNetworkArn",
  "localGatewayId",
  "odbNetworkArn",
];

/** VPCs that an internet gateway is attached to. */
function attachedTo(gateway: string, { others }: Pick<Situation, "others">): unknown[] {
  return [
    ...others(GATEWAY).filter(({ id }) => id === gateway),
    ...others(ATTACHMENT).filter((other) => other.inputs.internetGatewayId === gateway),
  ].map((other) => other.inputs.vpcId);
}

function routeConflicts({ inputs, others, find }: Situation): Failure[] {
  const failures: Failure[] = [];
  const goesTo = (name: string): unknown => (isUnknown(inputs[name]) ? undefined : inputs[name]);
  const twin = others("aws:ec2/route:Route").find(
    (other) =>
      other.inputs.routeTableId === inputs.routeTableId
      && DESTINATIONS.some((name) => goesTo(name) !== undefined && other.inputs[name] === goesTo(name)),
  );
  if (twin) {
    const reason = `RouteAlreadyExists: ${text(inputs.routeTableId)} already has a route to that destination (${twin.id})`;
    failures.push({ property: "routeTableId", reason });
  }
  const network = networkOfTable(inputs.routeTableId, find);
  const natSubnet = find("aws:ec2/natGateway:NatGateway", inputs.natGatewayId)?.inputs.subnetId;
  const natNetwork = find("aws:ec2/subnet:Subnet", natSubnet)?.inputs.vpcId;
  if (network !== undefined && natNetwork !== undefined && natNetwork !== network) {
    const reason = `InvalidParameterValue: route table ${text(inputs.routeTableId)} and NAT gateway ${text(inputs.natGatewayId)} belong to different networks`;
    failures.push({ property: "natGatewayId", reason });
  }
  return failures;
}

function networkOfTable(table: unknown, find: Situation["find"]): unknown {
  return find("aws:ec2/routeTable:RouteTable", table)?.inputs.vpcId;
}

function gatewayReadiness(situation: Situation): Failure[] {
  const { inputs, find } = situation;
  const network = networkOfTable(inputs.routeTableId, find);
  const gateway = text(inputs.gatewayId);
  if (
    network === undefined
    || !gateway.startsWith("igw-")
    || attachedTo(gateway, situation).includes(network)
  )
    return [];
  const reason = `InvalidParameterValue: route table ${text(inputs.routeTableId)} and network gateway ${gateway} belong to different networks; attach the gateway to ${text(network)} first`;
  return [{ property: "gatewayId", reason }];
}

/** Both ends of an association lie in one VPC, and a subnet has one route table. */
function associationConflicts({ inputs, others, find }: Situation): Failure[] {
  const failures: Failure[] = [];
  const one = find("aws:ec2/subnet:Subnet", inputs.subnetId)?.inputs.vpcId;
  const other = find("aws:ec2/routeTable:RouteTable", inputs.routeTableId)?.inputs.vpcId;
  if (one !== undefined && other !== undefined && one !== other)
    failures.push({
      property: "subnetId",
      reason: `InvalidParameterValue: ${text(inputs.routeTableId)} and ${text(inputs.subnetId)} belong to different networks`,
    });
  const twin = others("aws:ec2/routeTableAssociation:RouteTableAssociation").find(
    (item) =>
      inputs.subnetId !== undefined
      && !isUnknown(inputs.subnetId)
      && item.inputs.subnetId === inputs.subnetId,
  );
  if (twin)
    failures.push({
      property: "subnetId",
      reason: `Resource.AlreadyAssociated: ${text(inputs.subnetId)} is already associated with ${text(twin.inputs.routeTableId)}`,
    });
  return failures;
}

const routeTargets = [
  internetGateway("gatewayId", { except: /^(local$|vgw-|vpce-)/, holds: false }),
  natGateway("natGatewayId", { holds: false }),
  vpcEndpoint("vpcEndpointId", { holds: false }),
];

export const routing: Rules = {
  "aws:ec2/routeTable:RouteTable": {
    id: { prefix: "rtb" },
    arn: `${EC2}:route-table/{id}`,
    replaces: ["vpcId"],
    references: [
      vpc("vpcId"),
      internetGateway("routes[].gatewayId", { except: /^(local$|vgw-|vpce-)/, holds: false }),
      natGateway("routes[].natGatewayId", { holds: false }),
    ],
    impliedBy: [{ type: "aws:ec2/vpc:Vpc", property: "defaultRouteTableId" }],
    inUse: "DependencyViolation",
  },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": {
    id: { field: "defaultRouteTableId" },
    arn: `${EC2}:route-table/{id}`,
    replaces: ["defaultRouteTableId"],
    references: [routeTable("defaultRouteTableId", { holds: false })],
    outputs: ({ id, find }) => ({ vpcId: find("aws:ec2/vpc:Vpc", id)?.id ?? "" }),
    overwrites: true,
  },
  "aws:ec2/route:Route": {
    id: {
      make: (inputs) =>
        `r-${text(inputs.routeTableId)}${crc32(text(DESTINATIONS.map((name) => inputs[name]).find(Boolean)))}`,
    },
    replaces: ["routeTableId", ...DESTINATIONS],
    references: [routeTable("routeTableId", { holds: false }), ...routeTargets],
    values: [exactlyOne(...DESTINATIONS), exactlyOne(...TARGETS), block("destinationCidrBlock")],
    conflicts: routeConflicts,
    readiness: gatewayReadiness,
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: { prefix: "rtbassoc" },
    replaces: ["subnetId", "gatewayId"],
    references: [
      routeTable("routeTableId"),
      subnet("subnetId", { holds: false }),
      internetGateway("gatewayId", { except: /^vgw-/, holds: false }),
    ],
    values: [exactlyOne("subnetId", "gatewayId")],
    conflicts: associationConflicts,
  },
  "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": {
    id: { prefix: "rtbassoc" },
    replaces: ["vpcId"],
    references: [vpc("vpcId"), routeTable("routeTableId")],
    outputs: ({ inputs }) => ({ originalRouteTableId: derivedId("rtb", text(inputs.vpcId), "main") }),
  },
};

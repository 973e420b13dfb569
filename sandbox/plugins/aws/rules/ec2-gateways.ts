/** Gateways, endpoints and addresses. */
import { parseBlock } from "../values/cidr.ts";
import { derivedHex, derivedId } from "../values/identifier.ts";
import { text } from "../values/text.ts";
import { isUnknown } from "../values/unknown.ts";
import { elasticIp, internetGateway, routeTable, securityGroup, subnet, vpc } from "./references.ts";
import type { Failure, Rules, Situation } from "./rule.ts";
import { each, notBoth, oneOf, whole } from "./value-checks.ts";

const EC2 = "arn:aws:ec2:{region}:{account}";
export const GATEWAY = "aws:ec2/internetGateway:InternetGateway";
export const ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment";

/** A VPC has at most one internet gateway, and a gateway at most one VPC. */
function attachment({ inputs, others }: Situation): Failure[] {
  const { vpcId, internetGatewayId } = inputs;
  if (typeof vpcId !== "string" || isUnknown(vpcId)) return [];
  const taken = [...others(GATEWAY), ...others(ATTACHMENT)].filter(
    (other) =>
      other.inputs.vpcId === vpcId
      || (internetGatewayId !== undefined && other.inputs.internetGatewayId === internetGatewayId),
  );
  return taken.slice(0, 1).map((other) => ({
    property: "vpcId",
    reason: `Resource.AlreadyAssociated: ${text(other.inputs.vpcId)} already has an internet gateway (${other.id})`,
  }));
}

function natConflicts({ inputs, others }: Situation): Failure[] {
  const { allocationId } = inputs;
  if (allocationId === undefined || isUnknown(allocationId)) return [];
  const taken = others("aws:ec2/natGateway:NatGateway").find(
    (other) => other.inputs.allocationId === allocationId,
  );
  const reason = `Resource.AlreadyAssociated: ${text(allocationId)} is already used by ${taken?.id ?? ""}`;
  return taken ? [{ property: "allocationId", reason }] : [];
}

function natReadiness({ inputs, others, find }: Situation): Failure[] {
  const network = find("aws:ec2/subnet:Subnet", inputs.subnetId)?.inputs.vpcId;
  const open = [...others(GATEWAY), ...others(ATTACHMENT)].some((other) => other.inputs.vpcId === network);
  if (inputs.connectivityType === "private" || network === undefined || open) return [];
  const reason = `Gateway.NotAttached: network ${text(network)} has no Internet gateway attached; attach one first (dependsOn)`;
  return [{ property: "subnetId", reason }];
}

/** Addresses of the block that is set aside for benchmarks, 198.18.0.0/15: never anybody's. */
function publicAddress(id: string): string {
  const number = Number.parseInt(derivedHex(6, "address", id), 16) % 2 ** 17;
  return `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/** An address inside the subnet that follows from the id. */
function privateAddress(id: string, cidr: unknown): string {
  const inside = parseBlock(text(cidr));
  if (!inside) return "";
  const host = inside.first + 4 + (Number.parseInt(derivedHex(6, id), 16) % Math.max(1, inside.size - 5));
  return [24, 16, 8, 0].map((shift) => Math.floor(host / 2 ** shift) % 256).join(".");
}

export const gateways: Rules = {
  "aws:ec2/internetGateway:InternetGateway": {
    id: { prefix: "igw" },
    arn: `${EC2}:internet-gateway/{id}`,
    replaces: [],
    references: [vpc("vpcId")],
    conflicts: attachment,
    inUse: "DependencyViolation",
  },
  "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": {
    id: { join: ["internetGatewayId", "vpcId"], separator: ":" },
    replaces: ["internetGatewayId", "vpcId"],
    references: [internetGateway("internetGatewayId"), vpc("vpcId")],
    conflicts: attachment,
  },
  "aws:ec2/eip:Eip": {
    id: { prefix: "eipalloc" },
    arn: `${EC2}:elastic-ip/{id}`,
    defaults: { domain: "vpc" },
    replaces: ["domain", "publicIpv4Pool", "networkBorderGroup", "address"],
    values: [notBoth("instance", "networkInterface"), oneOf("domain", ["vpc", "standard"])],
    outputs: ({ id, region }) => {
      const publicIp = publicAddress(id);
      const dns = `ec2-${publicIp.replaceAll(".", "-")}.${region}.compute.amazonaws.com`;
      return {
        allocationId: id,
        publicIp,
        publicDns: dns,
        networkBorderGroup: region,
        publicIpv4Pool: "amazon",
      };
    },
    inUse: "AuthFailure",
  },
  "aws:ec2/natGateway:NatGateway": {
    id: { prefix: "nat" },
    defaults: { connectivityType: "public" },
    replaces: ["subnetId", "allocationId", "connectivityType", "privateIp"],
    references: [subnet("subnetId"), elasticIp("allocationId"), vpc("vpcId")],
    values: [
      oneOf("connectivityType", ["public", "private"]),
      whole("allocationId", (inputs) => {
        const regional = inputs.availabilityMode === "regional";
        if (regional) return undefined;
        if (inputs.connectivityType === "private")
          return inputs.allocationId === undefined
            ? undefined
            : "InvalidParameter: a private NAT gateway takes no allocationId";
        return inputs.allocationId === undefined
          ? "InvalidParameter: a public NAT gateway needs the allocationId of an Elastic IP"
          : undefined;
      }),
    ],
    conflicts: natConflicts,
    readiness: natReadiness,
    outputs: ({ id, inputs, find }) => {
      const address = find("aws:ec2/eip:Eip", inputs.allocationId);
      const inside = find("aws:ec2/subnet:Subnet", inputs.subnetId);
      return {
        associationId: derivedId("eipassoc", id),
        networkInterfaceId: derivedId("eni", id),
        publicIp: address?.state.publicIp ?? "",
        privateIp: inputs.privateIp ?? privateAddress(id, inside?.inputs.cidrBlock),
        vpcId: inside?.inputs.vpcId ?? inputs.vpcId ?? "",
      };
    },
  },
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": {
    id: { prefix: "eigw" },
    replaces: ["vpcId"],
    references: [vpc("vpcId")],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    id: { prefix: "vpce" },
    arn: `${EC2}:vpc-endpoint/{id}`,
    defaults: { vpcEndpointType: "Gateway" },
    replaces: ["vpcId", "serviceName", "vpcEndpointType"],
    references: [
      vpc("vpcId"),
      subnet("subnetIds[]"),
      routeTable("routeTableIds[]", { holds: false }),
      securityGroup("securityGroupIds[]"),
    ],
    values: [
      oneOf("vpcEndpointType", ["Gateway", "Interface", "GatewayLoadBalancer", "Resource", "ServiceNetwork"]),
      whole("routeTableIds", (inputs) =>
        inputs.vpcEndpointType !== "Gateway" && inputs.routeTableIds !== undefined
          ? "InvalidParameter: route tables are for gateway endpoints only"
          : undefined,
      ),
      whole("subnetIds", (inputs) =>
        inputs.vpcEndpointType === "Gateway" && inputs.subnetIds !== undefined
          ? "InvalidParameter: subnets are for interface endpoints only"
          : undefined,
      ),
      each("privateDnsEnabled", (value, inputs) =>
        value === true && inputs.vpcEndpointType === "Gateway"
          ? "InvalidParameter: private DNS is for interface endpoints only"
          : undefined,
      ),
    ],
    conflicts: ({ inputs, region }) => {
      const service = /^(?:com\.amazonaws|aws\.api)\.([^.]+-\d)\./.exec(text(inputs.serviceName))?.[1];
      const elsewhere = service !== undefined && service !== region && inputs.serviceRegion !== service;
      return elsewhere
        ? [
            {
              property: "serviceName",
              reason: `InvalidServiceName: the Vpc Endpoint Service '${text(inputs.serviceName)}' does not exist in ${region}`,
            },
          ]
        : [];
    },
    outputs: ({ id, inputs, account }) => ({
      ownerId: account,
      state: "available",
      requesterManaged: false,
      ipAddressType: "ipv4",
      prefixListId: inputs.vpcEndpointType === "Gateway" ? derivedId("pl", text(inputs.serviceName)) : "",
      networkInterfaceIds: ((inputs.subnetIds ?? []) as string[]).map((item) => derivedId("eni", id, item)),
      policy:
        inputs.policy ?? '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}',
      privateDnsEnabled: inputs.privateDnsEnabled ?? false,
    }),
  },
};

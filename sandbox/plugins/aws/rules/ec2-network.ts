/** VPC, subnets and network ACLs. */
import { crc32 } from "node:zlib";
import { contains, formatBlock, overlaps, parseBlock } from "../values/cidr.ts";
import { derivedId } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { zoneId, zonesOf } from "../values/zones.ts";
import { networkAcl, subnet, vpc } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { atLeastOne, between, block, exactlyOne, oneOf } from "./value-checks.ts";
import { text } from "../values/text.ts";

const EC2 = "arn:aws:ec2:{region}:{account}";

/** Ids of what AWS creates along with a VPC. */
export function companions(vpcId: string): Record<"acl" | "group" | "routes" | "options", string> {
  return {
    acl: derivedId("acl", vpcId, "acl"),
    group: derivedId("sg", vpcId, "default"),
    routes: derivedId("rtb", vpcId, "main"),
    options: derivedId("dopt", vpcId, "options"),
  };
}

function subnetConflicts({ inputs, region, others }: Situation): Failure[] {
  const { availabilityZone: zone, cidrBlock, vpcId } = inputs;
  const failures: Failure[] = [];
  if (typeof zone === "string" && !isUnknown(zone) && !zonesOf(region).includes(zone)) {
    const reason = `InvalidParameterValue: availability zone ${zone} is not in ${region}, choose from ${zonesOf(region).join(", ")}`;
    failures.push({ property: "availabilityZone", reason });
  }
  const mine = parseBlock(text(cidrBlock));
  for (const other of mine ? others("aws:ec2/subnet:Subnet") : []) {
    const theirs = parseBlock(text(other.inputs.cidrBlock));
    if (other.inputs.vpcId !== vpcId || !theirs || !overlaps(mine!, theirs)) continue;
    const reason = `InvalidSubnet.Conflict: the CIDR '${text(cidrBlock)}' conflicts with ${other.id} (${formatBlock(theirs)}); choose a free block`;
    failures.push({ property: "cidrBlock", reason });
  }
  return failures;
}

function insideNetwork({ inputs, others, find }: Situation): Failure[] {
  const mine = parseBlock(text(inputs.cidrBlock));
  const network = find("aws:ec2/vpc:Vpc", inputs.vpcId);
  if (!mine || !network) return [];
  const blocks = others("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation")
    .filter((association) => association.inputs.vpcId === network.id)
    .map((association) => association.inputs.cidrBlock);
  const inside = [network.inputs.cidrBlock, ...blocks].some((other) => {
    const outer = parseBlock(text(other));
    return outer !== undefined && contains(outer, mine);
  });
  const reason = `InvalidSubnet.Range: the CIDR '${formatBlock(mine)}' is outside every block of ${network.id} (${[network.inputs.cidrBlock, ...blocks].join(", ")})`;
  return inside ? [] : [{ property: "cidrBlock", reason }];
}

/** A number per entry, as AWS's provider makes the ids of ACL entries from their content. */
export function entryId(inputs: Properties, names: readonly string[]): string {
  return text(crc32(names.map((name) => JSON.stringify(inputs[name])).join("-")));
}

const aclReferences = [networkAcl("networkAclId", { holds: false })];

export const network: Rules = {
  "aws:ec2/vpc:Vpc": {
    id: { prefix: "vpc" },
    arn: `${EC2}:vpc/{id}`,
    defaults: { enableDnsSupport: true, instanceTenancy: "default" },
    replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    values: [
      atLeastOne("cidrBlock", "ipv4IpamPoolId"),
      block("cidrBlock", 16, 28, "InvalidVpc.Range"),
      oneOf("instanceTenancy", ["default", "dedicated"]),
    ],
    outputs: ({ id }) => {
      const { acl, group, routes, options } = companions(id);
      return {
        defaultNetworkAclId: acl,
        defaultSecurityGroupId: group,
        defaultRouteTableId: routes,
        mainRouteTableId: routes,
        dhcpOptionsId: options,
      };
    },
    inUse: "DependencyViolation",
  },
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": {
    id: { prefix: "vpc-cidr-assoc" },
    replaces: ["vpcId", "cidrBlock"],
    references: [vpc("vpcId")],
    values: [block("cidrBlock", 16, 28, "InvalidVpc.Range")],
  },
  "aws:ec2/subnet:Subnet": {
    id: { prefix: "subnet" },
    arn: `${EC2}:subnet/{id}`,
    defaults: {
      assignIpv6AddressOnCreation: false,
      enableDns64: false,
      mapPublicIpOnLaunch: false,
      ipv6Native: false,
      enableResourceNameDnsARecordOnLaunch: false,
      enableResourceNameDnsAaaaRecordOnLaunch: false,
    },
    replaces: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"],
    references: [vpc("vpcId")],
    values: [
      atLeastOne("cidrBlock", "ipv6CidrBlock", "ipv4IpamPoolId"),
      block("cidrBlock", 16, 28, "InvalidSubnet.Range"),
    ],
    conflicts: subnetConflicts,
    readiness: insideNetwork,
    outputs: ({ inputs, region, id }) => {
      const zone =
        typeof inputs.availabilityZone === "string"
          ? inputs.availabilityZone
          : zonesOf(region)[id.charCodeAt(7) % 3]!;
      return {
        availabilityZone: zone,
        availabilityZoneId: zoneId(zone),
        privateDnsHostnameTypeOnLaunch: inputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
      };
    },
    inUse: "DependencyViolation",
  },
  "aws:ec2/networkAcl:NetworkAcl": {
    id: { prefix: "acl" },
    arn: `${EC2}:network-acl/{id}`,
    replaces: ["vpcId"],
    references: [vpc("vpcId"), subnet("subnetIds[]", { holds: false })],
    impliedBy: [{ type: "aws:ec2/vpc:Vpc", property: "defaultNetworkAclId" }],
    inUse: "DependencyViolation",
  },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
    id: { field: "defaultNetworkAclId" },
    arn: `${EC2}:network-acl/{id}`,
    replaces: ["defaultNetworkAclId"],
    references: [
      subnet("subnetIds[]", { holds: false }),
      networkAcl("defaultNetworkAclId", { holds: false }),
    ],
    outputs: ({ id, find }) => ({ vpcId: find("aws:ec2/vpc:Vpc", id)?.id ?? "" }),
    overwrites: true,
  },
  "aws:ec2/networkAclAssociation:NetworkAclAssociation": {
    id: { prefix: "aclassoc" },
    replaces: ["networkAclId", "subnetId"],
    references: [...aclReferences, subnet("subnetId", { holds: false })],
  },
  "aws:ec2/networkAclRule:NetworkAclRule": {
    id: { make: (inputs) => `nacl-${entryId(inputs, ["networkAclId", "ruleNumber", "egress", "protocol"])}` },
    defaults: { egress: false },
    replaces: [
      "networkAclId",
      "ruleNumber",
      "egress",
      "protocol",
      "ruleAction",
      "cidrBlock",
      "ipv6CidrBlock",
      "fromPort",
      "toPort",
      "icmpType",
      "icmpCode",
    ],
    references: aclReferences,
    unique: [
      {
        fields: ["networkAclId", "ruleNumber", "egress"],
        code: "NetworkAclEntryAlreadyExists",
        message: (inputs) =>
          `the network acl entry ${text(inputs.ruleNumber)} already exists in ${text(inputs.networkAclId)}`,
      },
    ],
    values: [
      between("ruleNumber", 1, 32766),
      exactlyOne("cidrBlock", "ipv6CidrBlock"),
      block("cidrBlock"),
      oneOf("ruleAction", ["allow", "deny"]),
      between("fromPort", 0, 65535),
      between("toPort", 0, 65535),
    ],
  },
};

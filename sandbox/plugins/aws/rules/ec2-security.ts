/** Security groups, their rules, flow logs. */
import { parseBlock } from "../values/cidr.ts";
import { derivedId } from "../values/identifier.ts";
import { equal } from "../values/json.ts";
import { hasUnknown } from "../values/unknown.ts";
import { companions, entryId } from "./ec2-network.ts";
import { securityGroup, vpc } from "./references.ts";
import type { Failure, Properties, Rule, Rules, Situation, ValueCheck } from "./rule.ts";
import { atLeastOne, between, block, each, exactlyOne, matches, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

const EC2 = "arn:aws:ec2:{region}:{account}";
const DESCRIPTION = /^[\w .:/()#,@[\]+=&;{}!$*-]{0,255}$/;
const PEERS = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "self", "sourceSecurityGroupId"];
const SINGLE_PEERS = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

function ports(from: string, to: string, protocol: string): ValueCheck {
  return whole(from, (inputs) => {
    const [first, last] = [Number(inputs[from]), Number(inputs[to])];
    if (
      !["tcp", "udp", "6", "17"].includes(text(inputs[protocol]))
      || Number.isNaN(first)
      || Number.isNaN(last)
    )
      return undefined;
    return first <= last
      ? undefined
      : `InvalidParameterValue: invalid TCP/UDP port range (${first} to ${last})`;
  });
}

function inlineRules(direction: string): ValueCheck[] {
  return [
    each(`${direction}[].cidrBlocks[]`, (value) =>
      parseBlock(text(value)) ? undefined : `InvalidParameterValue: CIDR block ${text(value)} is malformed`,
    ),
    between(`${direction}[].fromPort`, -1, 65535),
    between(`${direction}[].toPort`, -1, 65535),
    matches(
      `${direction}[].description`,
      DESCRIPTION,
      "InvalidParameterValue",
      "has characters that a rule's description may not have",
    ),
  ];
}

/** Two rules of one group must differ in more than their description. */
function duplicate(type: string, names: readonly string[]): (situation: Situation) => Failure[] {
  const essence = (inputs: Properties): Properties =>
    Object.fromEntries(names.map((name) => [name, inputs[name]]));
  return ({ inputs, others }) => {
    const mine = essence(inputs);
    if (hasUnknown(mine)) return [];
    const twin = others(type).find((other) => equal(essence(other.inputs), mine));
    const reason = `InvalidPermission.Duplicate: the specified rule already exists in ${text(inputs.securityGroupId)} (${twin?.id ?? ""})`;
    return twin ? [{ property: "securityGroupId", reason }] : [];
  };
}

function separateRule(direction: "ingress" | "egress"): Rule {
  const type = `aws:vpc/securityGroup${direction === "ingress" ? "Ingress" : "Egress"}Rule:SecurityGroup${direction === "ingress" ? "Ingress" : "Egress"}Rule`;
  return {
    id: { prefix: "sgr" },
    arn: `${EC2}:security-group-rule/{id}`,
    replaces: ["securityGroupId"],
    references: [
      securityGroup("securityGroupId", { holds: false }),
      securityGroup("referencedSecurityGroupId"),
    ],
    values: [
      exactlyOne(...SINGLE_PEERS),
      block("cidrIpv4"),
      between("fromPort", -1, 65535),
      between("toPort", -1, 65535),
      ports("fromPort", "toPort", "ipProtocol"),
      whole("fromPort", (inputs) =>
        ["tcp", "udp"].includes(text(inputs.ipProtocol)) && inputs.fromPort === undefined
          ? `InvalidParameterValue: ${text(inputs.ipProtocol)} needs fromPort and toPort`
          : undefined,
      ),
      matches(
        "description",
        DESCRIPTION,
        "InvalidParameterValue",
        "has characters that a rule's description may not have",
      ),
    ],
    conflicts: duplicate(type, ["securityGroupId", "ipProtocol", "fromPort", "toPort", ...SINGLE_PEERS]),
    outputs: ({ id }) => ({ securityGroupRuleId: id }),
  };
}

export const security: Rules = {
  "aws:ec2/securityGroup:SecurityGroup": {
    id: { prefix: "sg" },
    arn: `${EC2}:security-group/{id}`,
    name: { field: "name", maximum: 255, unless: "namePrefix" },
    defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
    replaces: ["name", "namePrefix", "description", "vpcId"],
    references: [
      vpc("vpcId"),
      securityGroup("ingress[].securityGroups[]"),
      securityGroup("egress[].securityGroups[]"),
    ],
    unique: [
      {
        fields: ["vpcId", "name"],
        code: "InvalidGroup.Duplicate",
        message: (inputs) =>
          `the security group '${text(inputs.name)}' already exists for VPC '${text(inputs.vpcId)}'`,
      },
    ],
    values: [
      matches(
        "name",
        /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/,
        "InvalidParameterValue",
        "is not a name for a security group",
      ),
      matches(
        "description",
        DESCRIPTION,
        "InvalidParameterValue",
        "has characters that a group's description may not have",
      ),
      whole("vpcId", (inputs) =>
        inputs.vpcId === undefined
          ? "VPCIdNotSpecified: no default VPC for this user; give the vpcId"
          : undefined,
      ),
      ...inlineRules("ingress"),
      ...inlineRules("egress"),
    ],
    impliedBy: [
      { type: "aws:ec2/vpc:Vpc", property: "defaultSecurityGroupId" },
      { type: "aws:eks/cluster:Cluster", property: "vpcConfig.clusterSecurityGroupId" },
    ],
    inUse: "DependencyViolation",
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: { make: (inputs) => companions(text(inputs.vpcId)).group, generated: true },
    arn: `${EC2}:security-group/{id}`,
    replaces: ["vpcId"],
    references: [vpc("vpcId", { holds: false }), securityGroup("ingress[].securityGroups[]")],
    values: [
      whole("vpcId", (inputs) =>
        inputs.vpcId === undefined
          ? "VPCIdNotSpecified: no default VPC for this user; give the vpcId"
          : undefined,
      ),
      ...inlineRules("ingress"),
      ...inlineRules("egress"),
    ],
    outputs: () => ({ name: "default", description: "default VPC security group" }),
    overwrites: true,
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    id: {
      make: (inputs) =>
        `sgrule-${entryId(inputs, ["securityGroupId", "type", "protocol", "fromPort", "toPort", ...PEERS])}`,
      generated: true,
    },
    replaces: ["securityGroupId", "type", "protocol", "fromPort", "toPort", ...PEERS],
    references: [
      securityGroup("securityGroupId", { holds: false }),
      securityGroup("sourceSecurityGroupId", { except: /\// }),
    ],
    values: [
      oneOf("type", ["ingress", "egress"]),
      atLeastOne(...PEERS),
      block("cidrBlocks[]"),
      between("fromPort", -1, 65535),
      between("toPort", -1, 65535),
      ports("fromPort", "toPort", "protocol"),
      matches(
        "description",
        DESCRIPTION,
        "InvalidParameterValue",
        "has characters that a rule's description may not have",
      ),
    ],
    conflicts: duplicate("aws:ec2/securityGroupRule:SecurityGroupRule", [
      "securityGroupId",
      "type",
      "protocol",
      "fromPort",
      "toPort",
      ...PEERS,
    ]),
    outputs: ({ id, inputs }) => ({
      securityGroupRuleId: derivedId("sgr", id),
      sourceSecurityGroupId: inputs.sourceSecurityGroupId ?? "",
    }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": separateRule("ingress"),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": separateRule("egress"),
};

import { all, holds, not } from "../../lib/answer.ts";
import { demand, where } from "../../lib/finding.ts";
import { isInternet } from "../../lib/cidr.ts";
import { Field } from "../../lib/field.ts";
import type { Finding, Resource, ResourceRule } from "../../lib/rule.ts";

/** Ports that an edge serves to everybody. */
const EDGE_PORTS: readonly unknown[] = [80, 443];

/** Every ingress rule that a resource holds, whichever of the provider's ways it is written in. */
function ingressOf({ type, properties }: Resource): Field[] {
  const fields = Field.of(properties);
  switch (type) {
    case "aws:ec2/securityGroup:SecurityGroup":
    case "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup":
      return fields.get("ingress").items();
    case "aws:ec2/securityGroupRule:SecurityGroupRule":
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [fields];
    default:
      return [];
  }
}

const sourcesOf = (rule: Field): Field[] => [
  ...rule.get("cidrBlocks").items(),
  ...rule.get("ipv6CidrBlocks").items(),
  rule.get("cidrIpv4"),
  rule.get("cidrIpv6"),
];

function checkRule(rule: Field): readonly Finding[] {
  const [from, to] = [rule.get("fromPort"), rule.get("toPort")];
  const isEdge = all([
    holds(rule.get("protocol").or(rule.get("ipProtocol")), (value) => value === "tcp"),
    ...[from, to].map((port) => holds(port, (value) => EDGE_PORTS.includes(value))),
    to.state === "unknown" ? to : holds(from, (value) => value === to.value),
  ]);
  const isIngress = holds(rule.get("type"), (value) => value !== "egress");
  const message = "the security group lets the whole internet in, on more than 80 and 443";
  const found = sourcesOf(rule).flatMap((source) => demand(source, (value) => !isInternet(value), message));
  return where(all([isIngress, not(isEdge)]), found);
}

export const rule: ResourceRule = {
  id: "aws-sg-ingress",
  kind: "resource",
  title: "No security group lets the internet in, but to ports 80 and 443",
  description:
    "Databases, nodes and control planes found open on the internet are how most clouds are broken into.",
  severity: "critical",
  frameworks: ["CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260", "CKV_AWS_277"],
  remediation:
    "Allow a security group or the ranges that need it instead of 0.0.0.0/0 and ::/0; only an edge serves tcp 80 and 443 to all.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
  check: (resource) => ingressOf(resource).flatMap(checkRule),
};

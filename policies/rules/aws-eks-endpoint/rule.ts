import { holds, not } from "../../lib/answer.ts";
import { demand, where } from "../../lib/finding.ts";
import { isInternet } from "../../lib/cidr.ts";
import { Field } from "../../lib/field.ts";
import type { Context, Finding, ResourceRule } from "../../lib/rule.ts";

const WORLD = "the API server answers to the whole internet";

function checkPublic(vpc: Field, { parameters }: Context): readonly Finding[] {
  const open = vpc.get("endpointPublicAccess");
  if (parameters["publicAccess"] !== true) {
    return demand(open, (value) => value === false, "the API server answers outside the VPC");
  }
  const blocks = vpc.get("publicAccessCidrs");
  const narrow = [
    ...demand(blocks, (value) => Array.isArray(value) && value.length > 0, WORLD),
    ...blocks.items().flatMap((block) => demand(block, (value) => !isInternet(value), WORLD)),
  ];
  return where(not(holds(open, (value) => value === false)), narrow);
}

export const rule: ResourceRule = {
  id: "aws-eks-endpoint",
  kind: "resource",
  title: "The cluster's API server is reached from its own network",
  description:
    "An API server on the internet is attacked within minutes; without the private endpoint even the nodes go out to reach it.",
  severity: "high",
  frameworks: ["CIS EKS 5.4.1", "CIS EKS 5.4.2", "CKV_AWS_38", "CKV_AWS_39", "AWS-0040", "AWS-0041"],
  remediation:
    "Set vpcConfig.endpointPrivateAccess to true and endpointPublicAccess to false; "
    + "where the environment allows public access, list the offices' own ranges in publicAccessCidrs.",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  parameters: {
    publicAccess: {
      type: "boolean",
      description: "allow the public endpoint, to listed CIDR ranges only",
      default: false,
    },
  },
  check(resource, context) {
    if (resource.type !== "aws:eks/cluster:Cluster") return [];
    const vpc = Field.of(resource.properties).get("vpcConfig");
    return [
      ...demand(
        vpc.get("endpointPrivateAccess"),
        (value) => value === true,
        "the API server has no address in the VPC",
      ),
      ...checkPublic(vpc, context),
    ];
  },
};

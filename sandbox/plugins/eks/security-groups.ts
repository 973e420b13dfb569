/** The security groups of the control plane and of the nodes, and what they let through. */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type * as eks from "@pulumi/eks";
import type { ControlPlane } from "./control-plane.ts";

const ANYTHING = { fromPort: 0, toPort: 0, protocol: "-1" };

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>> | undefined;

function tagged(name: pulumi.Input<string>, ...more: Tags[]): pulumi.Output<Record<string, string>> {
  return pulumi
    .all([name, ...more])
    .apply(([Name, ...maps]) => Object.assign({ Name }, ...maps) as Record<string, string>);
}

export function clusterSecurityGroup(
  name: string,
  args: eks.ClusterArgs,
  parent: pulumi.Resource,
): aws.ec2.SecurityGroup {
  const full = `${name}-eksClusterSecurityGroup`;
  const group = new aws.ec2.SecurityGroup(
    full,
    {
      vpcId: args.vpcId,
      revokeRulesOnDelete: true,
      tags: tagged(full, args.clusterSecurityGroupTags, args.tags),
    },
    { parent },
  );
  new aws.ec2.SecurityGroupRule(
    `${name}-eksClusterInternetEgressRule`,
    {
      description: "Control plane to anywhere",
      type: "egress",
      ...ANYTHING,
      cidrBlocks: ["0.0.0.0/0"],
      securityGroupId: group.id,
    },
    { parent },
  );
  return group;
}

export interface NodeSecurity {
  readonly group: aws.ec2.SecurityGroup;
  /** Lets the nodes reach the API server. */
  readonly clusterIngressRule: aws.ec2.SecurityGroupRule;
}

type Rule = Omit<aws.ec2.SecurityGroupRuleArgs, "securityGroupId" | "type"> & { type?: string };

/** What the nodes' group lets through, by the name of the rule. */
function nodeRules(controlGroup: pulumi.Input<string>): Record<string, Rule> {
  const fromControlPlane = { protocol: "tcp", sourceSecurityGroupId: controlGroup };
  return {
    eksNodeIngressRule: { description: "Nodes to nodes", ...ANYTHING, self: true },
    eksNodeClusterIngressRule: {
      description: "Control plane to kubelets and pods",
      ...fromControlPlane,
      fromPort: 1025,
      toPort: 65535,
    },
    eksExtApiServerClusterIngressRule: {
      description: "Control plane to extension API servers",
      ...fromControlPlane,
      fromPort: 443,
      toPort: 443,
    },
    eksNodeInternetEgressRule: {
      description: "Nodes to anywhere",
      type: "egress",
      ...ANYTHING,
      cidrBlocks: ["0.0.0.0/0"],
    },
  };
}

export function nodeSecurity(
  name: string,
  args: eks.ClusterArgs,
  { cluster, group: controlGroup }: Pick<ControlPlane, "cluster" | "group">,
  parent: pulumi.Resource,
): NodeSecurity {
  const full = `${name}-nodeSecurityGroup`;
  const owned = cluster.name.apply((clusterName) => ({ [`kubernetes.io/cluster/${clusterName}`]: "owned" }));
  const tags = tagged(full, owned, args.nodeSecurityGroupTags, args.tags);
  const inputs = { vpcId: args.vpcId, revokeRulesOnDelete: true, tags };
  const group = new aws.ec2.SecurityGroup(full, inputs, { parent });
  const securityGroupId = controlGroup?.id ?? cluster.vpcConfig.clusterSecurityGroupId;
  for (const [suffix, rule] of Object.entries(nodeRules(securityGroupId))) {
    const ruleInputs = { type: "ingress", ...rule, securityGroupId: group.id };
    new aws.ec2.SecurityGroupRule(`${name}-${suffix}`, ruleInputs, { parent });
  }
  const clusterIngressRule = new aws.ec2.SecurityGroupRule(
    `${name}-eksClusterIngressRule`,
    {
      description: "Nodes to the API server",
      type: "ingress",
      protocol: "tcp",
      fromPort: 443,
      toPort: 443,
      securityGroupId,
      sourceSecurityGroupId: group.id,
    },
    { parent },
  );
  return { group, clusterIngressRule };
}

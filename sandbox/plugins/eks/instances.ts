/** The roles that nodes may have, and the profile of the cluster's own nodes. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { isAutoMode } from "./control-plane.ts";
import { ServiceRole } from "./service-role.ts";

const POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"];

export interface Instances {
  readonly roles: pulumi.Output<aws.iam.Role[]>;
  /** The role of the cluster's own nodes: the one that gets an access entry. */
  readonly ownRole?: pulumi.Output<aws.iam.Role>;
  /** Name of their instance profile; undefined when the cluster has no nodes of its own. */
  readonly profile?: pulumi.Input<string>;
}

export function instances(name: string, args: eks.ClusterArgs, parent: pulumi.Resource): Instances {
  const { instanceRole, instanceRoles, instanceProfileName, createInstanceRole } = args;
  const declined = args.skipDefaultNodeGroup === true;
  const ownNodes = !declined && !isAutoMode(args);
  if (instanceRoles) {
    const roles = pulumi.output(instanceRoles).apply((given) => given);
    return { roles, profile: ownNodes ? instanceProfileName : undefined };
  }
  if (!instanceRole && !(createInstanceRole ?? !declined)) return { roles: pulumi.output([]) };
  const ownRole = instanceRole ? pulumi.output(instanceRole) : madeRole(name, args, parent);
  const profile =
    instanceRole && !ownNodes
      ? undefined
      : (instanceProfileName
        ?? new aws.iam.InstanceProfile(`${name}-instanceProfile`, { role: ownRole.name }, { parent }).name);
  return { roles: ownRole.apply((role) => [role]), ownRole, profile: ownNodes ? profile : undefined };
}

function madeRole(name: string, args: eks.ClusterArgs, parent: pulumi.Resource): pulumi.Output<aws.iam.Role> {
  const inputs = { service: "ec2.amazonaws.com", policies: POLICIES, tags: args.tags };
  return pulumi.output(new ServiceRole(`${name}-instanceRole`, inputs, { parent }).role);
}

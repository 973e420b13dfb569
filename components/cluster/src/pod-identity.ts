/** An AWS role for the pods of one service account. */
import { PodIdentityAssociation } from "@pulumi/aws/eks/podIdentityAssociation.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment.js";
import type { Resource } from "@pulumi/pulumi";
import { trustPods, type ServiceAccount } from "./iam.plan.ts";

export interface PodIdentityArgs {
  readonly clusterName: string;
  /** Last part of the role's name; the cluster's name comes first. */
  readonly role: string;
  readonly serviceAccount: ServiceAccount;
  /** What the pods may do: a policy AWS keeps, by its ARN, or one of our own. */
  readonly allow: { readonly managedPolicy: string } | { readonly policy: object };
  readonly tags: Readonly<Record<string, string>>;
  /** The cluster. */
  readonly dependsOn: readonly Resource[];
}

/** Adds the role and its association to a component. The pods get it once the returned resources exist. */
export function podIdentity(parent: Resource, prefix: string, args: PodIdentityArgs): Resource[] {
  const { clusterName, serviceAccount, allow, tags } = args;
  const child = { parent };
  const role = new Role(
    `${prefix}-role`,
    {
      name: `${clusterName}-${args.role}`,
      assumeRolePolicy: trustPods(clusterName, serviceAccount),
      tags,
    },
    child,
  );
  const permissions =
    "policy" in allow
      ? new RolePolicy(
          `${prefix}-policy`,
          { name: args.role, role: role.name, policy: JSON.stringify(allow.policy) },
          child,
        )
      : new RolePolicyAttachment(
          `${prefix}-policy`,
          { role: role.name, policyArn: allow.managedPolicy },
          child,
        );
  const association = new PodIdentityAssociation(
    `${prefix}-association`,
    {
      clusterName,
      namespace: serviceAccount.namespace,
      serviceAccount: serviceAccount.name,
      roleArn: role.arn,
      tags,
    },
    { ...child, dependsOn: [...args.dependsOn, permissions] },
  );
  return [association];
}

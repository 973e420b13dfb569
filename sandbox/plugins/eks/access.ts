/** Who may come into a cluster: access entries, or the older `aws-auth` ConfigMap. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { supportsAccessEntries, supportsConfigMap } from "./validate.ts";

type Entries = NonNullable<eks.ClusterArgs["accessEntries"]>;

/** What admission to a cluster is decided with. */
export interface Admission {
  readonly cluster: aws.eks.Cluster;
  readonly roles: pulumi.Output<aws.iam.Role[]>;
  /** Role of the cluster's own nodes. */
  readonly ownRole?: pulumi.Output<aws.iam.Role>;
  readonly provider: kubernetes.Provider;
}

/** Everything that lets somebody in, in the way or ways that the authentication mode has. */
export function accessOf(
  name: string,
  args: eks.ClusterArgs,
  admission: Admission,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { authenticationMode: mode, accessEntries: given = {} } = args;
  const { cluster, ownRole } = admission;
  const nodes: Entries = ownRole
    ? { defaultNodeGroupInstanceRole: { principalArn: ownRole.arn, type: "EC2_LINUX" } }
    : {};
  const options = { parent, dependsOn: [cluster] };
  return [
    ...(supportsAccessEntries(mode)
      ? accessEntries(name, cluster.name, { ...nodes, ...given }, options)
      : []),
    ...(supportsConfigMap(mode) ? [nodeAccess(name, args, admission, parent)] : []),
  ];
}

/** An access entry for each principal, and under it an association for each of its policies. */
function accessEntries(
  name: string,
  clusterName: pulumi.Input<string>,
  entries: Entries,
  options: pulumi.CustomResourceOptions,
): aws.eks.AccessEntry[] {
  return Object.entries(entries).map(([key, { accessPolicies = {}, username, ...rest }]) => {
    const entry = new aws.eks.AccessEntry(
      `${name}-${key}`,
      { ...rest, clusterName, userName: username },
      options,
    );
    for (const [policy, association] of Object.entries(accessPolicies)) {
      const { accessScope, policyArn } = pulumi.output(association);
      new aws.eks.AccessPolicyAssociation(
        `${name}-${key}-${policy}`,
        { clusterName, principalArn: rest.principalArn, policyArn, accessScope },
        { ...options, parent: entry, dependsOn: [entry] },
      );
    }
    return entry;
  });
}

/** The ConfigMap that maps roles and users of AWS to users of Kubernetes. */
function nodeAccess(
  name: string,
  args: eks.ClusterArgs,
  { roles, provider }: Admission,
  parent: pulumi.Resource,
): kubernetes.core.v1.ConfigMap {
  const nodes = roles.apply((list) => pulumi.all(list.map((role) => role.arn)));
  const mapRoles = pulumi
    .all([args.roleMappings ?? [], nodes])
    .apply(([given, arns]) => stringify([...given.map(roleMapping), ...arns.map(nodeMapping)]));
  const annotations = { "pulumi.com/patchForce": "true" };
  const metadata = { name: "aws-auth", namespace: "kube-system", annotations };
  const data: Record<string, pulumi.Input<string>> = { mapRoles };
  if (args.userMappings !== undefined)
    data["mapUsers"] = pulumi.output(args.userMappings).apply((users) => stringify(users.map(userMapping)));
  const inputs = { metadata, data, immutable: false };
  return new kubernetes.core.v1.ConfigMap(`${name}-nodeAccess`, inputs, { parent, provider });
}

interface Mapped {
  readonly username: string;
  readonly groups: string[];
}

function roleMapping({ roleArn, username, groups }: Mapped & { readonly roleArn: string }): object {
  return { rolearn: roleArn, username, groups };
}

function userMapping({ userArn, username, groups }: Mapped & { readonly userArn: string }): object {
  return { userarn: userArn, username, groups };
}

function nodeMapping(arn: string): object {
  return roleMapping({
    roleArn: arn,
    username: "system:node:{{EC2PrivateDNSName}}",
    groups: ["system:bootstrappers", "system:nodes"],
  });
}

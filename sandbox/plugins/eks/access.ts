/** Who may come into a cluster: access entries, or the older `aws-auth` ConfigMap. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";

type Entries = NonNullable<eks.ClusterArgs["accessEntries"]>;

/** An access entry for each principal, and under it an association for each of its policies. */
export function accessEntries(
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
export function nodeAccess(
  name: string,
  roles: pulumi.Output<aws.iam.Role[]>,
  args: eks.ClusterArgs,
  options: pulumi.CustomResourceOptions,
): kubernetes.core.v1.ConfigMap {
  const arns = roles.apply((list) => pulumi.all(list.map((role) => role.arn)));
  const mapRoles = pulumi
    .all([args.roleMappings ?? [], arns])
    .apply(([mappings, nodes]) =>
      stringify([
        ...mappings.map(({ roleArn, username, groups }) => ({ rolearn: roleArn, username, groups })),
        ...nodes.map((rolearn) => ({
          rolearn,
          username: "system:node:{{EC2PrivateDNSName}}",
          groups: ["system:bootstrappers", "system:nodes"],
        })),
      ]),
    );
  const users =
    args.userMappings === undefined
      ? undefined
      : pulumi
          .output(args.userMappings)
          .apply((mappings) =>
            stringify(
              mappings.map(({ userArn, username, groups }) => ({ userarn: userArn, username, groups })),
            ),
          );
  const metadata = {
    name: "aws-auth",
    namespace: "kube-system",
    annotations: { "pulumi.com/patchForce": "true" },
  };
  const data = { mapRoles, ...(users === undefined ? {} : { mapUsers: users }) };
  return new kubernetes.core.v1.ConfigMap(
    `${name}-nodeAccess`,
    { metadata, data, immutable: false },
    options,
  );
}

/** The storage classes that a cluster is asked to have: one EBS volume type, or several by name. */
export function storageClasses(
  name: string,
  asked: eks.ClusterArgs["storageClasses"],
  options: pulumi.CustomResourceOptions,
): Record<string, kubernetes.storage.v1.StorageClass> {
  const all = typeof asked === "string" ? { [asked]: { type: asked, default: true } } : (asked ?? {});
  const made = Object.entries(all).map(
    ([
      key,
      {
        default: isDefault,
        metadata,
        type,
        encrypted,
        allowVolumeExpansion,
        volumeBindingMode,
        reclaimPolicy,
        mountOptions,
      },
    ]) => {
      const annotations: Record<string, pulumi.Input<string>> = isDefault === undefined
        ? {}
        : { "storageclass.kubernetes.io/is-default-class": pulumi.output(isDefault).apply(String) };
      const full = `${name.toLowerCase()}-${key}`;
      const parameters = pulumi
        .output({ type, encrypted })
        .apply((known) => ({
          type: known.type,
          ...(known.encrypted === undefined ? {} : { encrypted: String(known.encrypted) }),
        }));
      const spec = {
        provisioner: "kubernetes.io/aws-ebs",
        parameters,
        allowVolumeExpansion,
        volumeBindingMode,
        reclaimPolicy,
        mountOptions,
      };
      return [
        key,
        new kubernetes.storage.v1.StorageClass(
          full,
          { ...spec, metadata: metadata ?? { name: full, annotations } },
          options,
        ),
      ] as const;
    },
  );
  return Object.fromEntries(made);
}

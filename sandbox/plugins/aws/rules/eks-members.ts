/** What belongs to an EKS cluster: node groups, add-ons, Fargate profiles. */
import { derivedId } from "../values/identifier.ts";
import { parseDocument } from "../values/json.ts";
import { INSTANCE_TYPE } from "./ec2-compute.ts";
import { cluster, launchTemplate, roleArn, subnet } from "./references.ts";
import type { Properties, Rules } from "./rule.ts";
import { between, each, matches, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

/** Add-ons that EKS offers itself. Source: Amazon EKS User Guide, "AWS add-ons" and "Community add-ons". */
const ADDONS = [
  "vpc-cni",
  "coredns",
  "kube-proxy",
  "aws-ebs-csi-driver",
  "aws-efs-csi-driver",
  "aws-fsx-csi-driver",
  "aws-mountpoint-s3-csi-driver",
  "snapshot-controller",
  "eks-pod-identity-agent",
  "eks-node-monitoring-agent",
  "amazon-cloudwatch-observability",
  "aws-guardduty-agent",
  "adot",
  "aws-network-flow-monitoring-agent",
  "aws-privateca-connector-for-kubernetes",
  "aws-secrets-store-csi-driver-provider",
  "metrics-server",
  "kube-state-metrics",
  "prometheus-node-exporter",
  "cert-manager",
  "external-dns",
  "fluent-bit",
];
const AMI_TYPES = [
  "AL2_x86_64",
  "AL2_x86_64_GPU",
  "AL2_ARM_64",
  "CUSTOM",
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "AL2023_x86_64_NEURON",
  "AL2023_x86_64_NVIDIA",
  "AL2023_ARM_64_NVIDIA",
  "BOTTLEROCKET_x86_64",
  "BOTTLEROCKET_ARM_64",
  "BOTTLEROCKET_x86_64_NVIDIA",
  "BOTTLEROCKET_ARM_64_NVIDIA",
  "BOTTLEROCKET_x86_64_FIPS",
  "BOTTLEROCKET_ARM_64_FIPS",
  "WINDOWS_CORE_2019_x86_64",
  "WINDOWS_FULL_2019_x86_64",
  "WINDOWS_CORE_2022_x86_64",
  "WINDOWS_FULL_2022_x86_64",
];
const CODE = "InvalidParameterException";

function scaling(inputs: Properties): string | undefined {
  const { minSize, maxSize, desiredSize } = (inputs.scalingConfig ?? {}) as Properties;
  const [minimum, maximum, desired] = [Number(minSize), Number(maxSize), Number(desiredSize)];
  if ([minimum, maximum, desired].some(Number.isNaN)) return undefined;
  if (maximum < 1) return `${CODE}: maxSize must be at least 1`;
  if (minimum > desired)
    return `${CODE}: minimum capacity ${minimum} can't be greater than desired size ${desired}`;
  return desired > maximum
    ? `${CODE}: desired capacity ${desired} can't be greater than max size ${maximum}`
    : undefined;
}

export const eksMembers: Rules = {
  "aws:eks/nodeGroup:NodeGroup": {
    id: { join: ["clusterName", "nodeGroupName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:nodegroup/{clusterName}/{nodeGroupName}/{uuid}",
    name: { field: "nodeGroupName", maximum: 63, unless: "nodeGroupNamePrefix" },
    replaces: [
      "clusterName",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "subnetIds",
      "instanceTypes",
      "amiType",
      "capacityType",
      "diskSize",
      "remoteAccess",
    ],
    references: [
      cluster("clusterName"),
      roleArn("nodeRoleArn", { holds: true }),
      subnet("subnetIds[]"),
      launchTemplate("launchTemplate.id"),
      launchTemplate("launchTemplate.name"),
    ],
    unique: [
      {
        fields: ["clusterName", "nodeGroupName"],
        code: "ResourceInUseException",
        message: (inputs) =>
          `NodeGroup already exists with name ${text(inputs.nodeGroupName)} and cluster name ${text(inputs.clusterName)}`,
      },
    ],
    values: [
      matches(
        "nodeGroupName",
        /^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/,
        CODE,
        "is not a node group's name: at most 63 letters, digits, hyphens and underscores",
      ),
      whole("scalingConfig", scaling),
      oneOf("amiType", AMI_TYPES, CODE),
      oneOf("capacityType", ["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"], CODE),
      matches("instanceTypes[]", INSTANCE_TYPE, CODE, "is not an instance type"),
      oneOf("taints[].effect", ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"], CODE),
      between("diskSize", 1, 16384, CODE),
      whole("subnetIds", (inputs) =>
        Array.isArray(inputs.subnetIds) && inputs.subnetIds.length === 0
          ? `${CODE}: give at least one subnet`
          : undefined,
      ),
      whole("updateConfig", ({ updateConfig }) => {
        const { maxUnavailable, maxUnavailablePercentage } = (updateConfig ?? {}) as Properties;
        return maxUnavailable !== undefined && maxUnavailablePercentage !== undefined
          ? `${CODE}: give maxUnavailable or maxUnavailablePercentage, not both`
          : undefined;
      }),
    ],
    outputs: ({ id, inputs, find, previous }) => {
      const version =
        inputs.version
        ?? previous?.version
        ?? find("aws:eks/cluster:Cluster", inputs.clusterName)?.state.version;
      return {
        status: "ACTIVE",
        version,
        releaseVersion: inputs.releaseVersion ?? `${text(version)}.0-20261101`,
        amiType: inputs.amiType ?? "AL2023_x86_64_STANDARD",
        capacityType: inputs.capacityType ?? "ON_DEMAND",
        diskSize: inputs.diskSize ?? (inputs.launchTemplate === undefined ? 20 : 0),
        instanceTypes: inputs.instanceTypes ?? (inputs.launchTemplate === undefined ? ["t3.medium"] : []),
        resources: [
          {
            autoscalingGroups: [{ name: `eks-${text(inputs.nodeGroupName)}-${derivedId("", id).slice(1)}` }],
            remoteAccessSecurityGroupId: "",
          },
        ],
        updateConfig: inputs.updateConfig ?? { maxUnavailable: 1 },
      };
    },
  },
  "aws:eks/addon:Addon": {
    id: { join: ["clusterName", "addonName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
    replaces: ["clusterName", "addonName"],
    references: [
      cluster("clusterName"),
      roleArn("serviceAccountRoleArn"),
      roleArn("podIdentityAssociations[].roleArn"),
    ],
    unique: [
      {
        fields: ["clusterName", "addonName"],
        code: "ResourceInUseException",
        message: (inputs) => `addon already exists: ${text(inputs.addonName)} in ${text(inputs.clusterName)}`,
      },
    ],
    values: [
      oneOf("addonName", ADDONS, `${CODE}: addon specified is not supported`),
      matches(
        "addonVersion",
        /^v\d+\.\d+\.\d+-eksbuild\.\d+$/,
        `${CODE}: addon version specified is not supported`,
        "is not a version such as v1.20.0-eksbuild.1",
      ),
      oneOf("resolveConflictsOnCreate", ["NONE", "OVERWRITE"], CODE),
      oneOf("resolveConflictsOnUpdate", ["NONE", "OVERWRITE", "PRESERVE"], CODE),
      each("configurationValues", (value) =>
        text(value).trim().startsWith("{") && parseDocument(value) === undefined
          ? `${CODE}: configurationValues is neither JSON nor YAML`
          : undefined,
      ),
    ],
    outputs: ({ inputs, created, previous }) => ({
      addonVersion: inputs.addonVersion ?? previous?.addonVersion ?? "v1.0.0-eksbuild.1",
      createdAt: created,
      modifiedAt: created,
      configurationValues: inputs.configurationValues ?? "",
    }),
  },
  "aws:eks/fargateProfile:FargateProfile": {
    id: { join: ["clusterName", "fargateProfileName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:fargateprofile/{clusterName}/{fargateProfileName}/{uuid}",
    name: { field: "fargateProfileName", maximum: 100 },
    replaces: ["clusterName", "fargateProfileName", "podExecutionRoleArn", "selectors", "subnetIds"],
    references: [cluster("clusterName"), roleArn("podExecutionRoleArn"), subnet("subnetIds[]")],
    unique: [
      {
        fields: ["clusterName", "fargateProfileName"],
        code: "ResourceInUseException",
        message: (inputs) =>
          `a Fargate Profile already exists with this name in this cluster: ${text(inputs.fargateProfileName)}`,
      },
    ],
    values: [matches("fargateProfileName", /^(?!eks-)/, CODE, "starts with eks-, which is reserved")],
    outputs: () => ({ status: "ACTIVE" }),
  },
};

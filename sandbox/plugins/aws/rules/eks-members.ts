/** What belongs to an EKS cluster: node groups, add-ons, access, identities. */
import { derivedId } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { parseDocument } from "../values/json.ts";
import { INSTANCE_TYPE } from "./ec2-compute.ts";
import { cluster, launchTemplate, roleArn, subnet } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { between, each, matches, oneOf, whole } from "./value-checks.ts";

/** Add-ons that EKS offers itself. Source: Amazon EKS User Guide, "AWS add-ons" and "Community add-ons". */
const ADDONS = [
  "vpc-cni", "coredns", "kube-proxy", "aws-ebs-csi-driver", "aws-efs-csi-driver", "aws-fsx-csi-driver", "aws-mountpoint-s3-csi-driver",
  "snapshot-controller", "eks-pod-identity-agent", "eks-node-monitoring-agent", "amazon-cloudwatch-observability", "aws-guardduty-agent",
  "adot", "aws-network-flow-monitoring-agent", "aws-privateca-connector-for-kubernetes", "aws-secrets-store-csi-driver-provider",
  "metrics-server", "kube-state-metrics", "prometheus-node-exporter", "cert-manager", "external-dns", "fluent-bit",
];
const AMI_TYPES = [
  "AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64", "CUSTOM", "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "AL2023_x86_64_NEURON", "AL2023_x86_64_NVIDIA",
  "AL2023_ARM_64_NVIDIA", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64", "BOTTLEROCKET_x86_64_NVIDIA", "BOTTLEROCKET_ARM_64_NVIDIA",
  "BOTTLEROCKET_x86_64_FIPS", "BOTTLEROCKET_ARM_64_FIPS", "WINDOWS_CORE_2019_x86_64", "WINDOWS_FULL_2019_x86_64", "WINDOWS_CORE_2022_x86_64", "WINDOWS_FULL_2022_x86_64",
];
const ENTRY_TYPES = ["STANDARD", "FARGATE_LINUX", "EC2_LINUX", "EC2_WINDOWS", "EC2", "HYBRID_LINUX", "HYPERPOD_LINUX"];
const CODE = "InvalidParameterException";

function scaling(inputs: Properties): string | undefined {
  const { minSize, maxSize, desiredSize } = (inputs.scalingConfig ?? {}) as Properties;
  const [minimum, maximum, desired] = [Number(minSize), Number(maxSize), Number(desiredSize)];
  if ([minimum, maximum, desired].some(Number.isNaN)) return undefined;
  if (maximum < 1) return `${CODE}: maxSize must be at least 1`;
  if (minimum > desired) return `${CODE}: minimum capacity ${minimum} can't be greater than desired size ${desired}`;
  return desired > maximum ? `${CODE}: desired capacity ${desired} can't be greater than max size ${maximum}` : undefined;
}

/** Access entries exist only where the cluster asks the API who may come in. */
function accessByApi({ inputs, find }: Situation): Failure[] {
  const config = find("aws:eks/cluster:Cluster", inputs.clusterName)?.state.accessConfig as Properties | undefined;
  if (config === undefined || config.authenticationMode !== "CONFIG_MAP") return [];
  const reason = "InvalidRequestException: the cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation";
  return [{ property: "clusterName", reason }];
}

function entryExists(situation: Situation): Failure[] {
  const { clusterName, principalArn } = situation.inputs;
  const entries = situation.others("aws:eks/accessEntry:AccessEntry");
  const found = entries.some(({ inputs }) => inputs.clusterName === clusterName && inputs.principalArn === principalArn);
  const reason = `ResourceNotFoundException: the specified principalArn could not be found: ${String(principalArn)} has no access entry in ${String(clusterName)}; create one first`;
  return found ? accessByApi(situation) : [{ property: "principalArn", reason }];
}

function principal(field: string): ReturnType<typeof roleArn> {
  return roleArn(field, { except: /^arn:aws[\w-]*:(sts|iam)::\d{12}:(user\/|root$|assumed-role\/|role\/aws-service-role\/|role\/aws-reserved\/)/ });
}

export const eksMembers: Rules = {
  "aws:eks/nodeGroup:NodeGroup": {
    id: { join: ["clusterName", "nodeGroupName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:nodegroup/{clusterName}/{nodeGroupName}/{uuid}",
    name: { field: "nodeGroupName", maximum: 63, unless: "nodeGroupNamePrefix" },
    replaces: ["clusterName", "nodeGroupName", "nodeGroupNamePrefix", "nodeRoleArn", "subnetIds", "instanceTypes", "amiType", "capacityType", "diskSize", "remoteAccess"],
    references: [cluster("clusterName"), roleArn("nodeRoleArn", { holds: true }), subnet("subnetIds[]"), launchTemplate("launchTemplate.id"), launchTemplate("launchTemplate.name")],
    unique: [{ fields: ["clusterName", "nodeGroupName"], code: "ResourceInUseException", message: (inputs) => `NodeGroup already exists with name ${String(inputs.nodeGroupName)} and cluster name ${String(inputs.clusterName)}` }],
    values: [
      matches("nodeGroupName", /^[0-9A-Za-z][A-Za-z0-9_-]{0,62}$/, CODE, "is not a node group's name: at most 63 letters, digits, hyphens and underscores"),
      whole("scalingConfig", scaling),
      oneOf("amiType", AMI_TYPES, CODE),
      oneOf("capacityType", ["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"], CODE),
      matches("instanceTypes[]", INSTANCE_TYPE, CODE, "is not an instance type"),
      oneOf("taints[].effect", ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"], CODE),
      between("diskSize", 1, 16384, CODE),
      whole("subnetIds", (inputs) => (Array.isArray(inputs.subnetIds) && inputs.subnetIds.length === 0 ? `${CODE}: give at least one subnet` : undefined)),
      whole("updateConfig", ({ updateConfig }) => {
        const { maxUnavailable, maxUnavailablePercentage } = (updateConfig ?? {}) as Properties;
        return maxUnavailable !== undefined && maxUnavailablePercentage !== undefined ? `${CODE}: give maxUnavailable or maxUnavailablePercentage, not both` : undefined;
      }),
    ],
    outputs: ({ id, inputs, find, previous }) => {
      const version = inputs.version ?? previous?.version ?? find("aws:eks/cluster:Cluster", inputs.clusterName)?.state.version;
      return {
        status: "ACTIVE",
        version,
        releaseVersion: inputs.releaseVersion ?? `${String(version)}.0-20261101`,
        amiType: inputs.amiType ?? "AL2023_x86_64_STANDARD",
        capacityType: inputs.capacityType ?? "ON_DEMAND",
        diskSize: inputs.diskSize ?? (inputs.launchTemplate === undefined ? 20 : 0),
        instanceTypes: inputs.instanceTypes ?? (inputs.launchTemplate === undefined ? ["t3.medium"] : []),
        resources: [{ autoscalingGroups: [{ name: `eks-${String(inputs.nodeGroupName)}-${derivedId("", id).slice(1)}` }], remoteAccessSecurityGroupId: "" }],
        updateConfig: inputs.updateConfig ?? { maxUnavailable: 1 },
      };
    },
  },
  "aws:eks/addon:Addon": {
    id: { join: ["clusterName", "addonName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:addon/{clusterName}/{addonName}/{uuid}",
    replaces: ["clusterName", "addonName"],
    references: [cluster("clusterName"), roleArn("serviceAccountRoleArn"), roleArn("podIdentityAssociations[].roleArn")],
    unique: [{ fields: ["clusterName", "addonName"], code: "ResourceInUseException", message: (inputs) => `addon already exists: ${String(inputs.addonName)} in ${String(inputs.clusterName)}` }],
    values: [
      oneOf("addonName", ADDONS, `${CODE}: addon specified is not supported`),
      matches("addonVersion", /^v\d+\.\d+\.\d+-eksbuild\.\d+$/, `${CODE}: addon version specified is not supported`, "is not a version such as v1.20.0-eksbuild.1"),
      oneOf("resolveConflictsOnCreate", ["NONE", "OVERWRITE"], CODE),
      oneOf("resolveConflictsOnUpdate", ["NONE", "OVERWRITE", "PRESERVE"], CODE),
      each("configurationValues", (value) => (String(value).trim().startsWith("{") && parseDocument(value) === undefined ? `${CODE}: configurationValues is neither JSON nor YAML` : undefined)),
    ],
    outputs: ({ inputs, created, previous }) => ({ addonVersion: inputs.addonVersion ?? previous?.addonVersion ?? "v1.0.0-eksbuild.1", createdAt: created, modifiedAt: created, configurationValues: inputs.configurationValues ?? "" }),
  },
  "aws:eks/accessEntry:AccessEntry": {
    id: { join: ["clusterName", "principalArn"], separator: ":" },
    arn: (inputs, region, account) => `arn:aws:eks:${region}:${account}:access-entry/${String(inputs.clusterName)}/role/${account}/${String(inputs.principalArn).split("/").at(-1)}/${crypto.randomUUID()}`,
    defaults: { type: "STANDARD" },
    replaces: ["clusterName", "principalArn", "type"],
    references: [cluster("clusterName"), principal("principalArn")],
    unique: [{ fields: ["clusterName", "principalArn"], code: "ResourceInUseException", message: () => "the specified access entry resource is already in use on this cluster" }],
    values: [
      oneOf("type", ENTRY_TYPES, CODE),
      each("kubernetesGroups[]", (value) => (String(value).startsWith("system:") ? `${CODE}: the kubernetes group name ${String(value)} is invalid, it cannot start with system:` : undefined)),
      whole("kubernetesGroups", ({ type, kubernetesGroups }) => (typeof type === "string" && type !== "STANDARD" && !isUnknown(type) && Array.isArray(kubernetesGroups) && kubernetesGroups.length > 0 ? `${CODE}: an entry of type ${type} takes no groups` : undefined)),
    ],
    readiness: accessByApi,
    outputs: ({ inputs, created, account }) => ({
      createdAt: created,
      modifiedAt: created,
      kubernetesGroups: inputs.kubernetesGroups ?? [],
      userName: inputs.userName ?? `arn:aws:sts::${account}:assumed-role/${String(inputs.principalArn).split("/").at(-1)}/{{SessionName}}`,
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: { join: ["clusterName", "principalArn", "policyArn"], separator: "#" },
    replaces: ["clusterName", "principalArn", "policyArn", "accessScope"],
    references: [cluster("clusterName")],
    values: [
      matches("policyArn", /^arn:aws[\w-]*:eks::aws:cluster-access-policy\/Amazon\w+$/, CODE, "is not an access policy of EKS, such as arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"),
      oneOf("accessScope.type", ["cluster", "namespace"], CODE),
      whole("accessScope", ({ accessScope }) => {
        const { type, namespaces } = (accessScope ?? {}) as Properties;
        const some = Array.isArray(namespaces) && namespaces.length > 0;
        if (type === "namespace" && namespaces === undefined) return `${CODE}: the scope namespace needs namespaces`;
        return type === "cluster" && some ? `${CODE}: the scope cluster takes no namespaces` : undefined;
      }),
    ],
    readiness: entryExists,
    outputs: ({ created }) => ({ associatedAt: created, modifiedAt: created }),
    overwrites: true,
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: { prefix: "a" },
    replaces: ["clusterName", "namespace", "serviceAccount"],
    references: [cluster("clusterName"), roleArn("roleArn")],
    unique: [{ fields: ["clusterName", "namespace", "serviceAccount"], code: "ResourceInUseException", message: (inputs) => `association already exists: ${String(inputs.namespace)}/${String(inputs.serviceAccount)}` }],
    outputs: ({ id, inputs, region, account }) => ({ associationId: id, associationArn: `arn:aws:eks:${region}:${account}:podidentityassociation/${String(inputs.clusterName)}/${id}` }),
  },
  "aws:eks/fargateProfile:FargateProfile": {
    id: { join: ["clusterName", "fargateProfileName"], separator: ":" },
    arn: "arn:aws:eks:{region}:{account}:fargateprofile/{clusterName}/{fargateProfileName}/{uuid}",
    name: { field: "fargateProfileName", maximum: 100 },
    replaces: ["clusterName", "fargateProfileName", "podExecutionRoleArn", "selectors", "subnetIds"],
    references: [cluster("clusterName"), roleArn("podExecutionRoleArn"), subnet("subnetIds[]")],
    unique: [{ fields: ["clusterName", "fargateProfileName"], code: "ResourceInUseException", message: (inputs) => `a Fargate Profile already exists with this name in this cluster: ${String(inputs.fargateProfileName)}` }],
    values: [matches("fargateProfileName", /^(?!eks-)/, CODE, "starts with eks-, which is reserved")],
    outputs: () => ({ status: "ACTIVE" }),
  },
};

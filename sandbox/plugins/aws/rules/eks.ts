/** EKS clusters. What lives in them is in `eks-members.ts`. */
import { derivedHex, derivedId, derivedLetters } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { keyArn, roleArn, securityGroup, subnet } from "./references.ts";
import type { Failure, Made, Properties, Rules, Situation } from "./rule.ts";
import { block, each, matches, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

/**
 * Minor versions a cluster can be created with: standard and extended support on 2026-11-21.
 * Source: Amazon EKS User Guide, "Understand the Kubernetes version lifecycle on EKS".
 */
export const KUBERNETES_VERSIONS = ["1.31", "1.32", "1.33", "1.34", "1.35", "1.36"];
const DEFAULT_VERSION = "1.35";
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

function part(inputs: Properties, name: string): Properties {
  const value = inputs[name];
  return typeof value === "object" && value !== null ? (value as Properties) : {};
}

function subnetsOf(inputs: Properties, find: Situation["find"]): (Properties | undefined)[] {
  const ids = part(inputs, "vpcConfig").subnetIds;
  return Array.isArray(ids)
    ? ids.map((id) => (isUnknown(id) ? undefined : find("aws:ec2/subnet:Subnet", id)?.state))
    : [];
}

function zonesOfSubnets({ inputs, find }: Situation): Failure[] {
  const subnets = subnetsOf(inputs, find);
  if (subnets.length === 0 || subnets.includes(undefined)) return [];
  const failures: Failure[] = [];
  const property = "vpcConfig.subnetIds";
  if (new Set(subnets.map((item) => item!.availabilityZone)).size < 2)
    failures.push({
      property,
      reason: "InvalidParameterException: subnets specified must be in at least two different AZs",
    });
  if (new Set(subnets.map((item) => item!.vpcId)).size > 1)
    failures.push({
      property,
      reason: "InvalidParameterException: subnets specified must belong to the same VPC",
    });
  return failures;
}

function versionChange(before: Properties, after: Properties): Failure[] {
  const minor = (version: unknown): number => Number(text(version ?? DEFAULT_VERSION).split(".")[1]);
  const [from, to] = [minor(before.version), minor(after.version)];
  if (after.version === undefined || Number.isNaN(to) || from === to || to === from + 1) return [];
  const reason =
    to < from
      ? `InvalidParameterException: a cluster cannot go back from ${text(before.version)} to ${text(after.version)}`
      : `InvalidParameterException: unsupported Kubernetes minor version update from ${text(before.version)} to ${text(after.version)}; go one minor version at a time`;
  return [{ property: "version", reason }];
}

function clusterOutputs({ id, inputs, region, created, previous, find }: Made): Properties {
  const letters = derivedLetters(32, "cluster", id, region, created);
  const config = part(inputs, "vpcConfig");
  const network = part(inputs, "kubernetesNetworkConfig");
  const access = part(inputs, "accessConfig");
  return {
    status: "ACTIVE",
    platformVersion: "eks.1",
    createdAt: created,
    version: inputs.version ?? previous?.version ?? DEFAULT_VERSION,
    endpoint: `https://${letters}.gr7.${region}.eks.amazonaws.com`,
    certificateAuthority: { data: Buffer.from(derivedHex(64, "authority", letters)).toString("base64") },
    identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${letters}` }] }],
    accessConfig: {
      authenticationMode: "CONFIG_MAP",
      bootstrapClusterCreatorAdminPermissions: true,
      ...access,
    },
    kubernetesNetworkConfig: {
      ipFamily: "ipv4",
      serviceIpv4Cidr: "172.20.0.0/16",
      serviceIpv6Cidr: "",
      elasticLoadBalancing: { enabled: false },
      ...network,
    },
    upgradePolicy: { supportType: "EXTENDED", ...part(inputs, "upgradePolicy") },
    vpcConfig: {
      endpointPrivateAccess: false,
      endpointPublicAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
      ...config,
      clusterSecurityGroupId: derivedId("sg", "cluster", letters),
      vpcId: subnetsOf(inputs, find)[0]?.vpcId ?? "",
    },
    deletionProtection: inputs.deletionProtection ?? false,
  };
}

export const eks: Rules = {
  "aws:eks/cluster:Cluster": {
    id: { field: "name" },
    arn: "arn:aws:eks:{region}:{account}:cluster/{name}",
    name: { field: "name", maximum: 100 },
    defaults: { bootstrapSelfManagedAddons: true },
    replaces: [
      "name",
      "roleArn",
      "bootstrapSelfManagedAddons",
      "encryptionConfig",
      "kubernetesNetworkConfig.serviceIpv4Cidr",
      "kubernetesNetworkConfig.ipFamily",
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
      "outpostConfig",
    ],
    references: [
      roleArn("roleArn", { holds: true }),
      subnet("vpcConfig.subnetIds[]"),
      securityGroup("vpcConfig.securityGroupIds[]"),
      keyArn("encryptionConfig.provider.keyArn"),
      roleArn("computeConfig.nodeRoleArn"),
    ],
    unique: [
      {
        fields: ["name"],
        code: "ResourceInUseException",
        message: (inputs) => `cluster already exists with name: ${text(inputs.name)}`,
      },
    ],
    values: [
      matches(
        "name",
        /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/,
        "InvalidParameterException",
        "is not a cluster's name: letters, digits, hyphens and underscores, at most 100",
      ),
      oneOf("version", KUBERNETES_VERSIONS, "InvalidParameterException: unsupported Kubernetes version"),
      oneOf("enabledClusterLogTypes[]", LOG_TYPES, "InvalidParameterException"),
      oneOf(
        "accessConfig.authenticationMode",
        ["API", "API_AND_CONFIG_MAP", "CONFIG_MAP"],
        "InvalidParameterException",
      ),
      oneOf("encryptionConfig.resources[]", ["secrets"], "InvalidParameterException"),
      oneOf("upgradePolicy.supportType", ["STANDARD", "EXTENDED"], "InvalidParameterException"),
      block("kubernetesNetworkConfig.serviceIpv4Cidr", 12, 24, "InvalidParameterException"),
      block("vpcConfig.publicAccessCidrs[]", 0, 32, "InvalidParameterException"),
      each("vpcConfig", (value) => {
        const { endpointPrivateAccess, endpointPublicAccess } = value as Properties;
        return endpointPublicAccess === false && endpointPrivateAccess !== true
          ? "InvalidParameterException: private and public endpoint access cannot both be false"
          : undefined;
      }),
      whole("accessConfig.authenticationMode", (inputs) =>
        part(inputs, "computeConfig").enabled === true
        && !["API", "API_AND_CONFIG_MAP"].includes(text(part(inputs, "accessConfig").authenticationMode))
          ? "InvalidParameterException: EKS Auto Mode needs the authentication mode API or API_AND_CONFIG_MAP"
          : undefined,
      ),
    ],
    conflicts: zonesOfSubnets,
    change: versionChange,
    outputs: clusterOutputs,
    knownBy: ["name"],
    inUse: "ResourceInUseException",
    protects: (inputs) =>
      inputs.deletionProtection === true
        ? "InvalidRequestException: the cluster is protected against deletion; set deletionProtection to false first"
        : undefined,
  },
};

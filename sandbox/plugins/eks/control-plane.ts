/** The cluster itself, with its role and its security group. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { clusterSecurityGroup } from "./security-groups.ts";
import { ServiceRole } from "./service-role.ts";

const POLICIES = ["AmazonEKSClusterPolicy"];
const AUTO_MODE_POLICIES = [
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];
const AUTO_MODE_NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
/** The package lets these be as they were made: both have a meaning at creation only. */
const CREATION_ONLY = ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"];

export interface ControlPlane {
  readonly cluster: aws.eks.Cluster;
  readonly role: pulumi.Output<aws.iam.Role>;
  /** Undefined when EKS's own is enough. */
  readonly group?: pulumi.Output<aws.ec2.SecurityGroup>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Role of the nodes that EKS Auto Mode starts. */
  readonly autoModeRole?: aws.iam.Role;
}

export function isAutoMode(args: eks.ClusterArgs): boolean {
  return args.autoMode?.enabled === true;
}

/** Whether the cluster and its nodes get security groups of their own. */
export function hasSecurityGroups(args: eks.ClusterArgs): boolean {
  return !(args.skipDefaultSecurityGroups ?? isAutoMode(args));
}

export function controlPlane(name: string, args: eks.ClusterArgs, parent: pulumi.Resource): ControlPlane {
  const made = args.serviceRole ? undefined : controlRole(name, args, parent);
  const role = args.serviceRole ? pulumi.output(args.serviceRole) : pulumi.output(made!.role);
  const group = args.clusterSecurityGroup
    ? pulumi.output(args.clusterSecurityGroup)
    : hasSecurityGroups(args)
      ? pulumi.output(clusterSecurityGroup(name, args, parent))
      : undefined;
  const autoMode = isAutoMode(args) && args.autoMode?.createNodeRole !== false;
  const nodes = autoMode ? nodeRole(name, args, parent) : undefined;
  const subnetIds = args.subnetIds ?? bothKinds(args);
  const inputs = { ...clusterInputs(name, args, subnetIds), roleArn: role.arn };
  if (group) inputs.vpcConfig = { ...inputs.vpcConfig, securityGroupIds: [group.id] };
  const cluster = new aws.eks.Cluster(
    `${name}-eksCluster`,
    { ...inputs, ...autoModeInputs(args, nodes?.role.arn) },
    {
      parent,
      dependsOn: [...(made?.attachments ?? []), ...(nodes?.attachments ?? [])],
      ignoreChanges: CREATION_ONLY,
    },
  );
  return { cluster, role, group, subnetIds, autoModeRole: nodes?.role };
}

function controlRole(name: string, args: eks.ClusterArgs, parent: pulumi.Resource): ServiceRole {
  const policies = isAutoMode(args) ? [...POLICIES, ...AUTO_MODE_POLICIES] : POLICIES;
  const description = "Allows EKS to manage clusters on your behalf.";
  const actions = ["sts:AssumeRole", "sts:TagSession"];
  const service = "eks.amazonaws.com";
  return new ServiceRole(
    `${name}-eksRole`,
    { service, description, policies, actions, tags: args.tags },
    { parent },
  );
}

function nodeRole(name: string, args: eks.ClusterArgs, parent: pulumi.Resource): ServiceRole {
  const policies = AUTO_MODE_NODE_POLICIES;
  return new ServiceRole(
    `${name}-nodeRole`,
    { service: "ec2.amazonaws.com", policies, tags: args.tags },
    { parent },
  );
}

function bothKinds({ publicSubnetIds, privateSubnetIds }: eks.ClusterArgs): pulumi.Output<string[]> {
  return pulumi.all([publicSubnetIds ?? [], privateSubnetIds ?? []]).apply((lists) => lists.flat());
}

type Inputs = Omit<aws.eks.ClusterArgs, "roleArn" | "vpcConfig"> & {
  vpcConfig: aws.types.input.eks.ClusterVpcConfig;
};

function clusterInputs(name: string, args: eks.ClusterArgs, subnetIds: ControlPlane["subnetIds"]): Inputs {
  const { endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs, authenticationMode } = args;
  const keyArn = args.encryptionConfigKeyArn;
  return {
    name: args.name,
    version: args.version,
    vpcConfig: { subnetIds, endpointPrivateAccess, endpointPublicAccess, publicAccessCidrs },
    kubernetesNetworkConfig: networkConfig(args),
    bootstrapSelfManagedAddons: isAutoMode(args) ? false : (args.bootstrapSelfManagedAddons ?? true),
    enabledClusterLogTypes: args.enabledClusterLogTypes,
    encryptionConfig: keyArn === undefined ? undefined : { provider: { keyArn }, resources: ["secrets"] },
    // The package grants its own principal access, because it deploys into the cluster.
    accessConfig: authenticationMode && { authenticationMode, bootstrapClusterCreatorAdminPermissions: true },
    upgradePolicy: args.upgradePolicy,
    deletionProtection: args.deletionProtection,
    tags: pulumi
      .all([args.clusterTags, args.tags])
      .apply(([own, all]) => ({ Name: `${name}-eksCluster`, ...own, ...all })),
  };
}

function networkConfig(
  args: eks.ClusterArgs,
): aws.types.input.eks.ClusterKubernetesNetworkConfig | undefined {
  const auto = isAutoMode(args);
  const { kubernetesServiceIpAddressRange: serviceIpv4Cidr, ipFamily } = args;
  if (serviceIpv4Cidr === undefined && ipFamily === undefined && !auto) return undefined;
  const elasticLoadBalancing = auto ? { enabled: true } : undefined;
  return { serviceIpv4Cidr, ipFamily: ipFamily ?? "ipv4", elasticLoadBalancing };
}

function autoModeInputs(
  args: eks.ClusterArgs,
  nodeRoleArn: pulumi.Output<string> | undefined,
): Pick<aws.eks.ClusterArgs, "computeConfig" | "storageConfig"> {
  if (!isAutoMode(args)) return {};
  const computeConfig = pulumi.all([args.autoMode?.computeConfig, nodeRoleArn]).apply(([given, arn]) => ({
    enabled: true,
    nodeRoleArn: arn,
    nodePools: ["general-purpose", "system"],
    ...given,
  }));
  return { computeConfig, storageConfig: { blockStorage: { enabled: true } } };
}

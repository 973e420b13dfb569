/** `eks.Cluster`: the resources that the EKS package makes for one, under the names it gives them. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { accessEntries, nodeAccess, storageClasses } from "./access.ts";
import { defaultAddon, VpcCniAddon } from "./addon.ts";
import { defaultNodeGroup, nodeGroupOptionsOf } from "./default-node-group.ts";
import { kubeconfigOf, kubeconfigText } from "./kubeconfig.ts";
import { clusterSecurityGroup, nodeSecurity, type NodeSecurity } from "./security-groups.ts";
import { ServiceRole } from "./service-role.ts";
import { clusterErrors, refuse, supportsAccessEntries, supportsConfigMap } from "./validate.ts";

const CLUSTER_POLICIES = ["AmazonEKSClusterPolicy"];
const AUTO_MODE_POLICIES = [
  "AmazonEKSComputePolicy",
  "AmazonEKSBlockStoragePolicy",
  "AmazonEKSLoadBalancingPolicy",
  "AmazonEKSNetworkingPolicy",
];
const NODE_POLICIES = [
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryReadOnly",
];
const AUTO_NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];
/** The package lets these be as they were made: both have a meaning at creation only. */
const CREATION_ONLY = ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"];
/** Thumbprint of the root that signs for EKS's identity providers; AWS stopped reading it for well-known roots. */
const THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

export class ClusterComponent extends pulumi.ComponentResource {
  readonly outputs: Record<string, unknown>;
  readonly #name: string;
  readonly #args: eks.ClusterArgs;
  readonly #auto: boolean;

  constructor(name: string, args: eks.ClusterArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, {}, options);
    refuse("cluster", clusterErrors(args));
    const text = kubeconfigText();
    this.#name = name;
    this.#args = args;
    this.#auto = args.autoMode?.enabled === true;
    const withGroups = !(args.skipDefaultSecurityGroups ?? this.#auto);
    const subnetIds =
      args.subnetIds
      ?? pulumi.all([args.publicSubnetIds ?? [], args.privateSubnetIds ?? []]).apply((lists) => lists.flat());
    const controlGroup = args.clusterSecurityGroup
      ? pulumi.output(args.clusterSecurityGroup)
      : withGroups
        ? pulumi.output(clusterSecurityGroup(name, args, this))
        : undefined;
    const autoRole =
      this.#auto && args.autoMode?.createNodeRole !== false
        ? this.#role("nodeRole", "ec2.amazonaws.com", AUTO_NODE_POLICIES)
        : undefined;
    const controlRole = args.serviceRole
      ? undefined
      : this.#role(
          "eksRole",
          "eks.amazonaws.com",
          [...CLUSTER_POLICIES, ...(this.#auto ? AUTO_MODE_POLICIES : [])],
          "Allows EKS to manage clusters on your behalf.",
          ["sts:AssumeRole", "sts:TagSession"],
        );
    const clusterRole = args.serviceRole ? pulumi.output(args.serviceRole) : pulumi.output(controlRole!.role);
    const cluster = this.#cluster(clusterRole, controlGroup?.id, subnetIds, autoRole?.role.arn, [
      ...(controlRole?.attachments ?? []),
      ...(autoRole?.attachments ?? []),
    ]);

    const kubeconfigJson = kubeconfigOf(cluster, text);
    const kubeconfig = kubeconfigJson.apply((json): unknown => JSON.parse(json));
    const provider = new kubernetes.Provider(
      `${name}-eks-k8s`,
      { kubeconfig: kubeconfigJson, enableConfigMapMutable: args.enableConfigMapMutable },
      { parent: this },
    );
    const security = withGroups ? nodeSecurity(name, args, cluster, controlGroup!.id, this) : undefined;
    const { instanceRoles, profile } = this.#instances();
    const access = this.#access(cluster, instanceRoles, provider);
    const classes = storageClasses(name, args.storageClasses, { parent: this, provider, dependsOn: access });
    const vpcCni = (args.useDefaultVpcCni === undefined ? !this.#auto : !args.useDefaultVpcCni)
      ? new VpcCniAddon(`${name}-vpc-cni`, cluster, args.vpcCniOptions ?? {}, args.tags, {
          parent: this,
          dependsOn: access,
        })
      : undefined;
    this.#addons(cluster);
    const oidcProvider = args.createOidcProvider === true ? this.#identityProvider(cluster) : undefined;
    const group =
      profile && security
        ? defaultNodeGroup(
            name,
            {
              args,
              cluster,
              security,
              instanceProfileName: profile,
              subnetIds: args.privateSubnetIds ?? args.publicSubnetIds ?? subnetIds,
            },
            this,
          )
        : undefined;

    const core = {
      cluster,
      vpcId: args.vpcId,
      subnetIds,
      endpoint: cluster.endpoint,
      clusterSecurityGroup: controlGroup,
      provider,
      instanceRoles,
      nodeGroupOptions: nodeGroupOptionsOf(args),
      publicSubnetIds: args.publicSubnetIds,
      privateSubnetIds: args.privateSubnetIds,
      storageClasses: classes,
      kubeconfig,
      vpcCni,
      tags: args.tags,
      nodeSecurityGroupTags: args.nodeSecurityGroupTags,
      oidcProvider,
      encryptionConfig: cluster.encryptionConfig,
      clusterIamRole: clusterRole,
      accessEntries: Object.values(args.accessEntries ?? {}),
    };
    this.outputs = {
      ...this.#identifiers(cluster, controlGroup, security, oidcProvider),
      kubeconfig,
      kubeconfigJson,
      core,
      eksCluster: cluster,
      instanceRoles,
      clusterSecurityGroup: controlGroup,
      nodeSecurityGroup: security?.group,
      eksClusterIngressRule: security?.clusterIngressRule,
      defaultNodeGroup: group && {
        autoScalingGroup: group,
        nodeSecurityGroup: security?.group,
        extraNodeSecurityGroups: [],
      },
      defaultNodeGroupAsgName: group?.name ?? "",
      autoModeNodeRoleName: autoRole?.role.name ?? "",
    };
    this.registerOutputs(this.outputs);
  }

  #role(
    suffix: string,
    service: string,
    policies: readonly string[],
    description?: string,
    actions?: readonly string[],
  ): ServiceRole {
    return new ServiceRole(
      `${this.#name}-${suffix}`,
      { service, description, policies, actions, tags: this.#args.tags },
      { parent: this },
    );
  }

  #cluster(
    role: pulumi.Output<aws.iam.Role>,
    group: pulumi.Output<string> | undefined,
    subnetIds: aws.types.input.eks.ClusterVpcConfig["subnetIds"],
    nodeRoleArn: pulumi.Output<string> | undefined,
    dependsOn: pulumi.Resource[],
  ): aws.eks.Cluster {
    const args = this.#args;
    const name = `${this.#name}-eksCluster`;
    const auto = this.#auto;
    const needsNetwork =
      args.kubernetesServiceIpAddressRange !== undefined || args.ipFamily !== undefined || auto;
    const network = {
      serviceIpv4Cidr: args.kubernetesServiceIpAddressRange,
      ipFamily: args.ipFamily ?? "ipv4",
      ...(auto ? { elasticLoadBalancing: { enabled: true } } : {}),
    };
    return new aws.eks.Cluster(
      name,
      {
        name: args.name,
        roleArn: role.arn,
        version: args.version,
        vpcConfig: {
          securityGroupIds: group ? [group] : undefined,
          subnetIds,
          endpointPrivateAccess: args.endpointPrivateAccess,
          endpointPublicAccess: args.endpointPublicAccess,
          publicAccessCidrs: args.publicAccessCidrs,
        },
        computeConfig: auto
          ? {
              enabled: true,
              nodeRoleArn,
              nodePools: ["general-purpose", "system"],
              ...args.autoMode?.computeConfig,
            }
          : undefined,
        storageConfig: auto ? { blockStorage: { enabled: true } } : undefined,
        kubernetesNetworkConfig: needsNetwork ? network : undefined,
        bootstrapSelfManagedAddons: auto ? false : (args.bootstrapSelfManagedAddons ?? true),
        enabledClusterLogTypes: args.enabledClusterLogTypes,
        encryptionConfig:
          args.encryptionConfigKeyArn === undefined
            ? undefined
            : { provider: { keyArn: args.encryptionConfigKeyArn }, resources: ["secrets"] },
        accessConfig: args.authenticationMode
          ? { authenticationMode: args.authenticationMode, bootstrapClusterCreatorAdminPermissions: true }
          : undefined,
        upgradePolicy: args.upgradePolicy,
        deletionProtection: args.deletionProtection,
        tags: pulumi
          .all([args.clusterTags, args.tags])
          .apply(([own, all]) => ({ Name: name, ...own, ...all })),
      },
      { parent: this, dependsOn, ignoreChanges: CREATION_ONLY },
    );
  }

  /** Roles of the nodes, and a profile when the cluster is to have nodes of its own. */
  #instances(): { instanceRoles: pulumi.Output<aws.iam.Role[]>; profile?: pulumi.Input<string> } {
    const { instanceRole, instanceRoles, instanceProfileName, createInstanceRole, skipDefaultNodeGroup } =
      this.#args;
    const skip = skipDefaultNodeGroup === true || this.#auto;
    if (instanceRoles)
      return {
        instanceRoles: pulumi.output(instanceRoles) as pulumi.Output<aws.iam.Role[]>,
        profile: skip ? undefined : instanceProfileName,
      };
    const create = createInstanceRole ?? skipDefaultNodeGroup !== true;
    const role = instanceRole
      ? pulumi.output(instanceRole)
      : create
        ? pulumi.output(this.#role("instanceRole", "ec2.amazonaws.com", NODE_POLICIES).role)
        : undefined;
    if (role === undefined) return { instanceRoles: pulumi.output([]) };
    const needed = instanceRole === undefined || !skip;
    const profile = needed
      ? (instanceProfileName
        ?? new aws.iam.InstanceProfile(`${this.#name}-instanceProfile`, { role: role.name }, { parent: this })
          .name)
      : undefined;
    return {
      instanceRoles: pulumi.all([role]) as pulumi.Output<aws.iam.Role[]>,
      profile: skip ? undefined : profile,
    };
  }

  #access(
    cluster: aws.eks.Cluster,
    roles: pulumi.Output<aws.iam.Role[]>,
    provider: kubernetes.Provider,
  ): pulumi.Resource[] {
    const {
      authenticationMode: mode,
      accessEntries: entries = {},
      instanceRoles,
      instanceRole,
      createInstanceRole,
      skipDefaultNodeGroup,
    } = this.#args;
    const hasRole =
      instanceRoles === undefined
      && (instanceRole !== undefined || (createInstanceRole ?? skipDefaultNodeGroup !== true));
    const nodes: typeof entries = hasRole
      ? {
          defaultNodeGroupInstanceRole: {
            principalArn: roles.apply((list) => list[0]!.arn),
            type: "EC2_LINUX",
          },
        }
      : {};
    return [
      ...(supportsAccessEntries(mode)
        ? accessEntries(
            this.#name,
            cluster.name,
            { ...nodes, ...entries },
            { parent: this, dependsOn: [cluster] },
          )
        : []),
      ...(supportsConfigMap(mode)
        ? [nodeAccess(this.#name, roles, this.#args, { parent: this, provider })]
        : []),
    ];
  }

  #addons(cluster: aws.eks.Cluster): void {
    const {
      kubeProxyAddonOptions: proxy = {},
      corednsAddonOptions: dns = {},
      skipDefaultNodeGroup,
      tags,
    } = this.#args;
    const options = { parent: this };
    if (proxy.enabled ?? !this.#auto)
      defaultAddon(
        `${this.#name}-kube-proxy`,
        { addonName: "kube-proxy", cluster, tags, ...withoutEnabled(proxy) },
        options,
      );
    const asked = dns.enabled === true || dns.configurationValues !== undefined;
    const hasNodes = skipDefaultNodeGroup !== true || this.#auto;
    if (asked || (hasNodes && dns.enabled !== false))
      defaultAddon(
        `${this.#name}-coredns`,
        { addonName: "coredns", cluster, tags, ...withoutEnabled(dns) },
        options,
      );
  }

  #identityProvider(cluster: aws.eks.Cluster): aws.iam.OpenIdConnectProvider {
    const url = issuerOf(cluster);
    return new aws.iam.OpenIdConnectProvider(
      `${this.#name}-oidcProvider`,
      { clientIdLists: ["sts.amazonaws.com"], url, thumbprintLists: [THUMBPRINT] },
      { parent: this },
    );
  }

  #identifiers(
    cluster: aws.eks.Cluster,
    group: pulumi.Output<aws.ec2.SecurityGroup> | undefined,
    security: NodeSecurity | undefined,
    oidc: aws.iam.OpenIdConnectProvider | undefined,
  ): Record<string, unknown> {
    const made = cluster.vpcConfig.clusterSecurityGroupId;
    const issuer = issuerOf(cluster);
    return {
      clusterSecurityGroupId: group?.id ?? made,
      nodeSecurityGroupId: security?.group.id ?? made,
      clusterIngressRuleId: security?.clusterIngressRule.securityGroupRuleId ?? "",
      oidcProviderArn: oidc?.arn ?? "",
      oidcProviderUrl: issuer,
      oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
      fargateProfileId: "",
      fargateProfileStatus: "",
    };
  }
}

function issuerOf(cluster: aws.eks.Cluster): pulumi.Output<string> {
  return cluster.identities.apply((identities) => identities[0]?.oidcs?.[0]?.issuer ?? "");
}

function withoutEnabled<T extends { enabled?: boolean }>({ enabled: _, ...rest }: T): Omit<T, "enabled"> {
  return rest;
}

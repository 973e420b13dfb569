/** `eks.Cluster`: the resources that the EKS package makes for one, under the names it gives them. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { accessOf } from "./access.ts";
import { clusterAddons } from "./addon.ts";
import { controlPlane, hasSecurityGroups, isAutoMode, type ControlPlane } from "./control-plane.ts";
import { defaultNodeGroup, nodeGroupOptionsOf } from "./default-node-group.ts";
import { instances } from "./instances.ts";
import { kubeconfigOf, kubeconfigText } from "./kubeconfig.ts";
import { nodeSecurity, type NodeSecurity } from "./security-groups.ts";
import { storageClasses } from "./storage-classes.ts";
import { clusterErrors, refuseAll } from "./validate.ts";
import { VpcCniAddon } from "./vpc-cni.ts";

/** Thumbprint of the root that signs for EKS's identity providers; AWS stopped reading it for well-known roots. */
const THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280";

export class ClusterComponent extends pulumi.ComponentResource {
  readonly outputs: Record<string, unknown>;

  constructor(name: string, args: eks.ClusterArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:Cluster", name, {}, options);
    refuseAll("eks.Cluster", clusterErrors(args));
    const text = kubeconfigText();
    const plane = controlPlane(name, args, this);
    const { cluster, group, subnetIds } = plane;
    const kubeconfigJson = kubeconfigOf(cluster, text);
    const { enableConfigMapMutable } = args;
    const settings = { kubeconfig: kubeconfigJson, enableConfigMapMutable };
    const provider = new kubernetes.Provider(`${name}-eks-k8s`, settings, { parent: this });
    const security = group && hasSecurityGroups(args) ? nodeSecurity(name, args, plane, this) : undefined;
    const { roles, ownRole, profile } = instances(name, args, this);
    const access = accessOf(name, args, { cluster, roles, ownRole, provider }, this);
    const classes = { parent: this, provider, dependsOn: access };
    const core = {
      ...coreOf(args, plane),
      provider,
      instanceRoles: roles,
      storageClasses: storageClasses(name, args.storageClasses, classes),
      vpcCni: this.#networkPlugin(name, args, cluster, access),
      oidcProvider: args.createOidcProvider === true ? this.#identityProvider(name, cluster) : undefined,
      kubeconfig: kubeconfigJson.apply((json): unknown => JSON.parse(json)),
    };
    clusterAddons(name, args, cluster, this);
    const workers = args.privateSubnetIds ?? args.publicSubnetIds ?? subnetIds;
    const own = { args, cluster, security: security!, instanceProfileName: profile!, subnetIds: workers };
    const nodes = profile !== undefined && security ? defaultNodeGroup(name, own, this) : undefined;
    const rest = { core, kubeconfigJson, kubeconfig: core.kubeconfig, instanceRoles: roles };
    this.outputs = { ...outputsOf(plane, core.oidcProvider), ...nodeOutputs(security, nodes), ...rest };
    this.registerOutputs(this.outputs);
  }

  #networkPlugin(
    name: string,
    args: eks.ClusterArgs,
    cluster: aws.eks.Cluster,
    dependsOn: pulumi.Resource[],
  ): VpcCniAddon | undefined {
    const wanted = args.useDefaultVpcCni === undefined ? !isAutoMode(args) : !args.useDefaultVpcCni;
    const { vpcCniOptions = {}, tags } = args;
    return wanted
      ? new VpcCniAddon(`${name}-vpc-cni`, cluster, vpcCniOptions, tags, { parent: this, dependsOn })
      : undefined;
  }

  #identityProvider(name: string, cluster: aws.eks.Cluster): aws.iam.OpenIdConnectProvider {
    const inputs = {
      clientIdLists: ["sts.amazonaws.com"],
      url: issuerOf(cluster),
      thumbprintLists: [THUMBPRINT],
    };
    return new aws.iam.OpenIdConnectProvider(`${name}-oidcProvider`, inputs, { parent: this });
  }
}

/** What other components of the package take as the cluster, as far as the arguments and the control plane say it. */
function coreOf(
  args: eks.ClusterArgs,
  { cluster, role, group, subnetIds }: ControlPlane,
): Record<string, unknown> {
  const { vpcId, publicSubnetIds, privateSubnetIds, tags, nodeSecurityGroupTags, accessEntries = {} } = args;
  return {
    cluster,
    vpcId,
    subnetIds,
    publicSubnetIds,
    privateSubnetIds,
    tags,
    nodeSecurityGroupTags,
    endpoint: cluster.endpoint,
    encryptionConfig: cluster.encryptionConfig,
    clusterSecurityGroup: group,
    clusterIamRole: role,
    nodeGroupOptions: nodeGroupOptionsOf(args),
    accessEntries: Object.values(accessEntries),
  };
}

function outputsOf(
  { cluster, group, autoModeRole }: ControlPlane,
  oidcProvider: aws.iam.OpenIdConnectProvider | undefined,
): Record<string, unknown> {
  const issuer = issuerOf(cluster);
  const made = cluster.vpcConfig.clusterSecurityGroupId;
  return {
    eksCluster: cluster,
    clusterSecurityGroup: group,
    clusterSecurityGroupId: group?.id ?? made,
    nodeSecurityGroupId: made,
    oidcProviderArn: oidcProvider?.arn ?? "",
    oidcProviderUrl: issuer,
    oidcIssuer: issuer.apply((url) => url.replace("https://", "")),
    autoModeNodeRoleName: autoModeRole?.name ?? "",
    fargateProfileId: "",
    fargateProfileStatus: "",
  };
}

function nodeOutputs(
  security: NodeSecurity | undefined,
  autoScalingGroup: aws.autoscaling.Group | undefined,
): Record<string, unknown> {
  const group = {
    autoScalingGroup,
    nodeSecurityGroup: security?.group,
    extraNodeSecurityGroups: [],
  };
  return {
    clusterIngressRuleId: security?.clusterIngressRule.securityGroupRuleId ?? "",
    defaultNodeGroupAsgName: autoScalingGroup?.name ?? "",
    ...(autoScalingGroup ? { defaultNodeGroup: group } : {}),
    ...(security
      ? {
          nodeSecurityGroup: security.group,
          nodeSecurityGroupId: security.group.id,
          eksClusterIngressRule: security.clusterIngressRule,
        }
      : {}),
  };
}

function issuerOf(cluster: aws.eks.Cluster): pulumi.Output<string> {
  return cluster.identities.apply((identities) => identities[0]?.oidcs?.[0]?.issuer ?? "");
}

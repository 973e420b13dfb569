/** Add-ons: the ones every cluster has, and those a program asks for. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

/** JSON with keys in order, so that it is the same on every run. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}

/** `undefined` stays so: the add-on then runs with its own defaults. */
function configuration(values: pulumi.Input<object> | undefined): pulumi.Output<string> | undefined {
  return values === undefined ? undefined : pulumi.output(values).apply(stableJson);
}

/** Tags may come as one map or as a list of maps. */
function flatTags(tags: eks.AddonArgs["tags"]): pulumi.Output<Record<string, string>> | undefined {
  return tags === undefined
    ? undefined
    : pulumi.output(tags).apply((maps) => Object.assign({}, ...[maps].flat()) as Record<string, string>);
}

/** `eks.Addon`. */
export class AddonComponent extends pulumi.ComponentResource {
  readonly addon: aws.eks.Addon;

  constructor(name: string, args: eks.AddonArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:Addon", name, {}, options);
    const { cluster, configurationValues, tags, ...rest } = args;
    const clusterName = pulumi.output(cluster).apply((given) => given.eksCluster.name);
    this.addon = new aws.eks.Addon(
      name,
      { ...rest, clusterName, configurationValues: configuration(configurationValues), tags: flatTags(tags) },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

export interface DefaultAddonArgs {
  readonly addonName: string;
  readonly cluster: aws.eks.Cluster;
  /** Default: the newest for the cluster's version. */
  readonly version?: pulumi.Input<string>;
  readonly configurationValues?: pulumi.Input<object>;
  readonly resolveConflictsOnCreate?: string;
  readonly resolveConflictsOnUpdate?: string;
  readonly serviceAccountRoleArn?: pulumi.Input<string>;
  readonly tags?: eks.ClusterArgs["tags"];
}

/** An add-on that comes with the cluster and stays when its record goes. */
export function defaultAddon(
  name: string,
  args: DefaultAddonArgs,
  options: pulumi.CustomResourceOptions,
): aws.eks.Addon {
  const {
    addonName,
    cluster,
    version,
    configurationValues,
    resolveConflictsOnCreate = "OVERWRITE",
    resolveConflictsOnUpdate = "OVERWRITE",
    serviceAccountRoleArn,
    tags,
  } = args;
  const newest = (): pulumi.Output<string> =>
    aws.eks.getAddonVersionOutput(
      { addonName, kubernetesVersion: cluster.version, mostRecent: true },
      { parent: options.parent },
    ).version;
  return new aws.eks.Addon(
    name,
    {
      clusterName: cluster.name,
      addonName,
      addonVersion: version ?? newest(),
      preserve: true,
      resolveConflictsOnCreate,
      resolveConflictsOnUpdate,
      configurationValues: configuration(configurationValues),
      serviceAccountRoleArn,
      tags,
    },
    options,
  );
}

/** Options of the VPC CNI that become environment variables of its pods. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  nodePortSupport: "AWS_VPC_CNI_NODE_PORT_SUPPORT",
  customNetworkConfig: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
  warmEniTarget: "WARM_ENI_TARGET",
  warmIpTarget: "WARM_IP_TARGET",
  warmPrefixTarget: "WARM_PREFIX_TARGET",
  enablePrefixDelegation: "ENABLE_PREFIX_DELEGATION",
  logLevel: "AWS_VPC_K8S_CNI_LOGLEVEL",
  logFile: "AWS_VPC_K8S_CNI_LOG_FILE",
  vethPrefix: "AWS_VPC_K8S_CNI_VETHPREFIX",
  eniMtu: "AWS_VPC_ENI_MTU",
  eniConfigLabelDef: "ENI_CONFIG_LABEL_DEF",
  enablePodEni: "ENABLE_POD_ENI",
  cniConfigureRpfilter: "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER",
  cniCustomNetworkCfg: "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG",
  cniExternalSnat: "AWS_VPC_K8S_CNI_EXTERNALSNAT",
  externalSnat: "AWS_VPC_K8S_CNI_EXTERNALSNAT",
};
const ENVIRONMENT_DEFAULTS = {
  warmEniTarget: 1,
  logLevel: "DEBUG",
  logFile: "/host/var/log/aws-routed-eni/ipamd.log",
  vethPrefix: "eni",
  eniMtu: 9001,
  enablePodEni: false,
  cniCustomNetworkCfg: false,
  cniExternalSnat: false,
};

type CniOptions = NonNullable<eks.ClusterArgs["vpcCniOptions"]>;

function cniConfiguration(options: CniOptions): pulumi.Output<object> {
  return pulumi.output({ ...options }).apply((known) => {
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...ENVIRONMENT_DEFAULTS, ...known })) {
      const variable = ENVIRONMENT[name];
      if (variable !== undefined && value !== undefined) env[variable] = String(value);
    }
    const given = (known.configurationValues ?? {}) as { env?: object };
    const policy =
      known.enableNetworkPolicy === undefined
        ? {}
        : { enableNetworkPolicy: String(known.enableNetworkPolicy) };
    const init = { env: { DISABLE_TCP_EARLY_DEMUX: String(known.disableTcpEarlyDemux ?? false) } };
    return { ...policy, init, ...given, env: { ...env, ...given.env } };
  });
}

/** The network plug-in, a component around its add-on. */
export class VpcCniAddon extends pulumi.ComponentResource {
  constructor(
    name: string,
    cluster: aws.eks.Cluster,
    cni: CniOptions,
    tags: eks.ClusterArgs["tags"],
    options: pulumi.ComponentResourceOptions,
  ) {
    super("eks:index:VpcCniAddon", name, {}, options);
    const {
      addonVersion: version,
      resolveConflictsOnCreate,
      resolveConflictsOnUpdate,
      serviceAccountRoleArn,
    } = cni;
    defaultAddon(
      name,
      {
        addonName: "vpc-cni",
        cluster,
        version,
        resolveConflictsOnCreate,
        resolveConflictsOnUpdate,
        serviceAccountRoleArn,
        tags,
        configurationValues: cniConfiguration(cni),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

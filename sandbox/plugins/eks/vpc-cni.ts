/** The network plug-in of a cluster. */
import type * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { defaultAddon } from "./addon.ts";

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
      if (variable !== undefined && value !== undefined)
        env[variable] = `${value as string | number | boolean}`;
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

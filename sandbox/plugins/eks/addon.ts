/** Add-ons: the ones every cluster has, and those a program asks for. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

/** JSON with keys in order, so that it is the same on every run. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([one], [other]) => (one < other ? -1 : 1)))
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

/** The add-ons besides networking that come with a cluster. */
export function clusterAddons(
  name: string,
  args: eks.ClusterArgs,
  cluster: aws.eks.Cluster,
  parent: pulumi.Resource,
): void {
  const { kubeProxyAddonOptions: proxy = {}, corednsAddonOptions: dns = {}, tags } = args;
  const auto = args.autoMode?.enabled === true;
  const common = { cluster, tags };
  if (proxy.enabled ?? !auto) {
    const { enabled: _enabled, ...rest } = proxy;
    defaultAddon(`${name}-kube-proxy`, { addonName: "kube-proxy", ...common, ...rest }, { parent });
  }
  // Without nodes there is nowhere to run it, unless it is asked for.
  const asked = dns.enabled === true || dns.configurationValues !== undefined;
  const hasNodes = args.skipDefaultNodeGroup !== true || auto;
  if (asked || (hasNodes && dns.enabled !== false)) {
    const { enabled: _enabled, ...rest } = dns;
    defaultAddon(`${name}-coredns`, { addonName: "coredns", ...common, ...rest }, { parent });
  }
}

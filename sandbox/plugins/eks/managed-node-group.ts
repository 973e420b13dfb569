/** `eks.ManagedNodeGroup`: a node group, and a launch template where its settings need one. */
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { stableJson } from "./addon.ts";
import { base64, newestImage } from "./default-node-group.ts";
import { LAUNCH_TEMPLATE_ARGS, nodeGroupErrors, refuseAll, USER_DATA_ARGS } from "./validate.ts";

/** Settings of `eks.ManagedNodeGroup` that `aws.eks.NodeGroup` does not have. */
const OWN = [
  "cluster",
  "nodeRole",
  "gpu",
  "operatingSystem",
  "ignoreScalingChanges",
  "placementGroupAvailabilityZone",
  ...LAUNCH_TEMPLATE_ARGS,
] as const;

/** The cluster and its default subnets: of a component, or of the data that another one handed out. */
function clusterOf(given: eks.ManagedNodeGroupArgs["cluster"]): {
  name: pulumi.Output<string>;
  version: pulumi.Output<string>;
  subnetIds: pulumi.Output<string[]>;
} {
  const cluster = pulumi
    .output(given)
    .apply((value) =>
      eks.Cluster.isInstance(value) ? value.eksCluster : value.cluster,
    ) as pulumi.Output<aws.eks.Cluster>;
  const core = pulumi
    .output(given)
    .apply((value) => (eks.Cluster.isInstance(value) ? value.core : value)) as pulumi.Output<{
    subnetIds?: string[];
    privateSubnetIds?: string[];
    publicSubnetIds?: string[];
  }>;
  const subnetIds = core.apply(
    (data) => data.subnetIds ?? data.privateSubnetIds ?? data.publicSubnetIds ?? [],
  );
  return { name: cluster.name, version: cluster.version, subnetIds };
}

export class ManagedNodeGroupComponent extends pulumi.ComponentResource {
  readonly nodeGroup: aws.eks.NodeGroup;

  constructor(name: string, args: eks.ManagedNodeGroupArgs, options: pulumi.ComponentResourceOptions) {
    super("eks:index:ManagedNodeGroup", name, {}, options);
    refuseAll("eks.ManagedNodeGroup", nodeGroupErrors(args));
    const cluster = clusterOf(args.cluster);
    const template = launchTemplate(name, args, cluster.version, this);
    const scalingConfig = pulumi.output(args.scalingConfig).apply((config) => ({
      desiredSize: config?.desiredSize ?? 2,
      minSize: config?.minSize ?? 1,
      maxSize: config?.maxSize ?? 2,
    }));
    this.nodeGroup = new aws.eks.NodeGroup(
      name,
      {
        ...passedOn(args),
        ...images(args, cluster.version),
        diskSize: template ? undefined : args.diskSize,
        clusterName: args.clusterName ?? cluster.name,
        nodeRoleArn: args.nodeRoleArn ?? pulumi.output(args.nodeRole!).arn,
        scalingConfig,
        subnetIds: args.subnetIds ?? cluster.subnetIds,
        launchTemplate: template
          ? { id: template.id, version: template.latestVersion.apply(String) }
          : args.launchTemplate,
      },
      {
        parent: this,
        ignoreChanges: args.ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
      },
    );
    this.registerOutputs({ nodeGroup: this.nodeGroup, placementGroupName: "" });
  }
}

/** The settings that `aws.eks.NodeGroup` has too. */
function passedOn(args: eks.ManagedNodeGroupArgs): Partial<aws.eks.NodeGroupArgs> {
  const own: readonly string[] = OWN;
  return Object.fromEntries(Object.entries(args).filter(([key]) => !own.includes(key)));
}

/** An image of one's own decides these three itself, and so does a launch template the version. */
function images(
  args: eks.ManagedNodeGroupArgs,
  clusterVersion: pulumi.Output<string>,
): Pick<aws.eks.NodeGroupArgs, "version" | "releaseVersion" | "amiType"> {
  if (customUserData(args) !== undefined)
    return { version: undefined, releaseVersion: undefined, amiType: undefined };
  return { version: args.version ?? (args.launchTemplate ? undefined : clusterVersion) };
}

/** The program's user data, or its settings where those need some; the official package writes them as scripts. */
function customUserData(args: eks.ManagedNodeGroupArgs): pulumi.Input<string> | undefined {
  if (args.userData !== undefined) return args.userData;
  const given = USER_DATA_ARGS.filter((key) => args[key] !== undefined);
  if (given.length === 0 && args.amiId === undefined) return undefined;
  return pulumi.output(Object.fromEntries(given.map((key) => [key, args[key]]))).apply(stableJson);
}

function launchTemplate(
  name: string,
  args: eks.ManagedNodeGroupArgs,
  clusterVersion: pulumi.Output<string>,
  parent: pulumi.Resource,
): aws.ec2.LaunchTemplate | undefined {
  if (LAUNCH_TEMPLATE_ARGS.every((key) => args[key] === undefined)) return undefined;
  const userData = customUserData(args);
  const { enableIMDSv2, diskSize: volumeSize } = args;
  const httpTokens = enableIMDSv2 === true ? "required" : "optional";
  return new aws.ec2.LaunchTemplate(
    `${name}-launchTemplate`,
    {
      blockDeviceMappings:
        volumeSize === undefined ? undefined : [{ deviceName: "/dev/xvda", ebs: { volumeSize } }],
      userData: userData && pulumi.output(userData).apply(base64),
      metadataOptions:
        enableIMDSv2 === undefined
          ? undefined
          : { httpTokens, httpPutResponseHopLimit: 2, httpEndpoint: "enabled" },
      imageId: userData && (args.amiId ?? newestImage(args.version ?? clusterVersion)),
    },
    { parent },
  );
}

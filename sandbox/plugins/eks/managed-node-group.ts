/** `eks.ManagedNodeGroup`: a node group, and a launch template where its settings need one. */
import * as aws from "@pulumi/aws";
import * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { stableJson } from "./addon.ts";
import { newestImage } from "./default-node-group.ts";
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
    refuseAll("managed node group", nodeGroupErrors(args));
    const cluster = clusterOf(args.cluster);
    const rest = Object.fromEntries(
      Object.entries(args).filter(([key]) => !(OWN as readonly string[]).includes(key)),
    ) as Partial<aws.eks.NodeGroupArgs>;
    const launchTemplate = this.#launchTemplate(name, args, cluster.version);
    const ownImage =
      args.amiId !== undefined
      || args.userData !== undefined
      || USER_DATA_ARGS.some((key) => args[key] !== undefined);
    const scaling = pulumi
      .output(args.scalingConfig)
      .apply((config) => ({
        desiredSize: config?.desiredSize ?? 2,
        minSize: config?.minSize ?? 1,
        maxSize: config?.maxSize ?? 2,
      }));
    this.nodeGroup = new aws.eks.NodeGroup(
      name,
      {
        ...rest,
        // An image of one's own decides these three itself.
        ...(ownImage
          ? { version: undefined, releaseVersion: undefined, amiType: undefined }
          : { version: args.version ?? (args.launchTemplate ? undefined : cluster.version) }),
        diskSize: launchTemplate ? undefined : args.diskSize,
        clusterName: args.clusterName ?? cluster.name,
        nodeRoleArn: args.nodeRoleArn ?? pulumi.output(args.nodeRole!).arn,
        scalingConfig: scaling,
        subnetIds: args.subnetIds ?? cluster.subnetIds,
        launchTemplate: launchTemplate
          ? { id: launchTemplate.id, version: launchTemplate.latestVersion.apply(String) }
          : args.launchTemplate,
      },
      {
        parent: this,
        ignoreChanges: args.ignoreScalingChanges === true ? ["scalingConfig.desiredSize"] : [],
      },
    );
    this.registerOutputs({ nodeGroup: this.nodeGroup, placementGroupName: "" });
  }

  #launchTemplate(
    name: string,
    args: eks.ManagedNodeGroupArgs,
    version: pulumi.Output<string>,
  ): aws.ec2.LaunchTemplate | undefined {
    if (LAUNCH_TEMPLATE_ARGS.every((key) => args[key] === undefined)) return undefined;
    const settings = Object.fromEntries(
      USER_DATA_ARGS.filter((key) => args[key] !== undefined).map((key) => [key, args[key]]),
    );
    const custom =
      args.userData
      ?? (Object.keys(settings).length > 0 || args.amiId !== undefined
        ? pulumi.output(settings).apply(stableJson)
        : undefined);
    const metadata =
      args.enableIMDSv2 === undefined
        ? undefined
        : {
            httpTokens: args.enableIMDSv2 ? "required" : "optional",
            httpPutResponseHopLimit: 2,
            httpEndpoint: "enabled",
          };
    return new aws.ec2.LaunchTemplate(
      `${name}-launchTemplate`,
      {
        blockDeviceMappings:
          args.diskSize === undefined
            ? undefined
            : [{ deviceName: "/dev/xvda", ebs: { volumeSize: args.diskSize } }],
        userData:
          custom === undefined
            ? undefined
            : pulumi.output(custom).apply((text) => Buffer.from(text).toString("base64")),
        metadataOptions: metadata,
        imageId: custom === undefined ? undefined : (args.amiId ?? newestImage(args.version ?? version)),
      },
      { parent: this },
    );
  }
}

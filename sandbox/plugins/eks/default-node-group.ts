/** The nodes a cluster has when the program does not decline them: a launch template and an auto-scaling group. */
import * as aws from "@pulumi/aws";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import type { NodeSecurity } from "./security-groups.ts";

type Options = NonNullable<eks.ClusterArgs["nodeGroupOptions"]>;

export interface DefaultNodeGroupArgs {
  readonly args: eks.ClusterArgs;
  readonly cluster: aws.eks.Cluster;
  readonly security: NodeSecurity;
  readonly instanceProfileName: pulumi.Input<string>;
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** The settings on the cluster itself, in the form of `nodeGroupOptions`. */
export function nodeGroupOptionsOf(args: eks.ClusterArgs): Options {
  const {
    nodeSubnetIds,
    nodeAssociatePublicIpAddress,
    instanceType,
    nodeRootVolumeEncrypted,
    nodeRootVolumeSize,
    nodeUserData,
    minSize,
    maxSize,
    desiredCapacity,
    nodeAmiId,
    gpu,
    version,
  } = args;
  return (
    args.nodeGroupOptions ?? {
      nodeSubnetIds,
      nodeAssociatePublicIpAddress,
      instanceType,
      nodeRootVolumeEncrypted,
      nodeRootVolumeSize,
      nodeUserData,
      minSize,
      maxSize,
      desiredCapacity,
      amiId: nodeAmiId,
      gpu,
      version,
    }
  );
}

/** AWS resolves the newest image of that Kubernetes version when a node starts. */
export function newestImage(version: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`resolve:ssm:/aws/service/eks/optimized-ami/${version}/amazon-linux-2023/x86_64/standard/recommended/image_id`;
}

export function defaultNodeGroup(
  name: string,
  given: DefaultNodeGroupArgs,
  parent: pulumi.Resource,
): aws.autoscaling.Group {
  const { args, cluster, subnetIds } = given;
  const options = nodeGroupOptionsOf(args);
  const template = launchTemplate(name, options, given, parent);
  const tags = cluster.name.apply((clusterName) => [
    { key: `kubernetes.io/cluster/${clusterName}`, value: "owned", propagateAtLaunch: true },
    { key: "Name", value: `${clusterName}-worker`, propagateAtLaunch: true },
  ]);
  return new aws.autoscaling.Group(
    name,
    {
      minSize: options.minSize ?? 1,
      maxSize: options.maxSize ?? 2,
      desiredCapacity: options.desiredCapacity ?? 2,
      launchTemplate: { name: template.name, version: template.latestVersion.apply(String) },
      vpcZoneIdentifiers: options.nodeSubnetIds ?? subnetIds,
      instanceRefresh: {
        strategy: "Rolling",
        preferences: { minHealthyPercentage: options.minRefreshPercentage ?? 50 },
      },
      tags,
    },
    { parent, ignoreChanges: options.ignoreScalingChanges === true ? ["desiredCapacity"] : [] },
  );
}

function launchTemplate(
  name: string,
  options: Options,
  { cluster, security, instanceProfileName }: DefaultNodeGroupArgs,
  parent: pulumi.Resource,
): aws.ec2.LaunchTemplate {
  const { nodeUserData, nodeAssociatePublicIpAddress: isPublic = true } = options;
  const networkInterface = {
    associatePublicIpAddress: pulumi.output(isPublic).apply(String),
    securityGroups: [security.group.id],
  };
  return new aws.ec2.LaunchTemplate(
    `${name}-launchTemplate`,
    {
      imageId: options.amiId ?? newestImage(options.version ?? cluster.version),
      instanceType: options.instanceType ?? "t3.medium",
      iamInstanceProfile: { name: instanceProfileName },
      keyName: options.keyName,
      blockDeviceMappings: disks(options),
      networkInterfaces: [networkInterface],
      userData: nodeUserData && pulumi.output(nodeUserData).apply(base64),
    },
    { parent, dependsOn: [security.clusterIngressRule] },
  );
}

function disks(options: Options): aws.types.input.ec2.LaunchTemplateBlockDeviceMapping[] | undefined {
  const { nodeRootVolumeEncrypted: encrypted, nodeRootVolumeSize: volumeSize } = options;
  if (encrypted === undefined && volumeSize === undefined) return undefined;
  const ebs = {
    volumeSize,
    encrypted: encrypted === undefined ? undefined : pulumi.output(encrypted).apply(String),
  };
  return [{ deviceName: "/dev/xvda", ebs }];
}

/** User data travels in this form. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

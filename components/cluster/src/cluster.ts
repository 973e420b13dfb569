/**
 * A Kubernetes cluster: EKS in a VPC of ours, or one that exists already and is only connected to.
 * What comes after sees no difference, but for the handles that only EKS has.
 */
import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { addOns, type AddOnVersions } from "./add-ons.ts";
import { controlPlane, type ControlPlane } from "./control-plane.ts";
import { karpenter, type KarpenterHandle } from "./karpenter.ts";
import { nodeRole, systemNodes, type SystemNodes } from "./system-nodes.ts";

/** Where EKS is built. */
export interface ClusterNetwork {
  /** Absent: there is no VPC, and only an existing cluster can be used. */
  readonly vpcId?: pulumi.Input<string>;
  readonly privateSubnetIds: readonly pulumi.Input<string>[];
  readonly privateCidrBlocks: readonly string[];
  /** Tags of the private subnets. */
  readonly discoveryTags: Readonly<Record<string, string>>;
  /** What has to exist before a node reaches the internet. */
  readonly ready: readonly pulumi.Resource[];
}

/** Where the Kubernetes API answers, as a pod's packets see it. */
export interface KubernetesApi {
  /** Networks of its endpoints. */
  readonly cidrBlocks: readonly string[];
  /** Port of its endpoints. */
  readonly port: number;
}

/** EKS, and how large its fixed part is. */
export interface EksArgs extends ControlPlane {
  readonly systemNodes: SystemNodes;
  /** Default: the versions EKS recommends. */
  readonly addOnVersions?: AddOnVersions;
  /** What happens to a volume when its claim is deleted. Default `Delete`. */
  readonly volumeReclaimPolicy?: "Delete" | "Retain";
}

/** A cluster that somebody else made: kind, minikube, k3s, any kubeconfig. */
export interface ExistingClusterArgs {
  /** Context in the kubeconfig. */
  readonly context: string;
  /** Path of the kubeconfig. Default: what kubectl uses, `$KUBECONFIG` or `~/.kube/config`. */
  readonly kubeconfig?: string;
  /** StorageClass for volumes: `standard` on kind and minikube, `local-path` on k3s. */
  readonly storageClass: string;
  /** Where its API answers, for network policies. Default: anywhere, on port 6443. */
  readonly kubernetesApi?: KubernetesApi;
}

/** A cluster, by one of two ways: `eks` or `existing`. */
export interface ClusterArgs {
  /** Name of the EKS cluster, and what everything around it in AWS is called after. */
  readonly name: string;
  /** Kubernetes minor version of EKS, `1.35`. */
  readonly version: string;
  readonly network: ClusterNetwork;
  /** Tags for every AWS resource. Default none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** EKS in the VPC of `network`. */
  readonly eks?: EksArgs;
  /** A cluster that is there already; `network` and `version` mean nothing then. */
  readonly existing?: ExistingClusterArgs;
}

export class Cluster extends pulumi.ComponentResource {
  /** Speaks to the cluster, once there are nodes to run on. Pass it to everything that lives inside. */
  readonly provider: Provider;
  /** Credentials for the cluster, a secret. Absent for an existing one: whoever made it has them. */
  readonly kubeconfig?: pulumi.Output<string>;
  /** StorageClass for volumes. */
  readonly storageClass: string;
  /** Where the API answers: in the private subnets on EKS. */
  readonly kubernetesApi: KubernetesApi;
  /** What Karpenter has to be told. Absent for an existing cluster. */
  readonly karpenter?: KarpenterHandle;

  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:cluster:Cluster", name, {}, opts);
    const { eks, existing } = args;
    if (existing && !eks) {
      this.provider = existingCluster(this, name, existing);
      this.storageClass = existing.storageClass;
      this.kubernetesApi = existing.kubernetesApi ?? { cidrBlocks: ["0.0.0.0/0"], port: 6443 };
    } else if (eks && !existing) {
      const made = eksCluster(this, name, args, eks);
      this.provider = made.provider;
      this.kubeconfig = made.kubeconfig;
      this.karpenter = made.karpenter;
      this.kubernetesApi = { cidrBlocks: args.network.privateCidrBlocks, port: 443 };
      this.storageClass = storageClass(this, name, made.provider, eks.volumeReclaimPolicy ?? "Delete");
    } else throw new Error(`Cluster "${name}" needs exactly one of "eks" and "existing".`);
    this.registerOutputs({ kubeconfig: this.kubeconfig, storageClass: this.storageClass });
  }
}

function existingCluster(parent: Cluster, name: string, args: ExistingClusterArgs): Provider {
  const { context, kubeconfig } = args;
  return new Provider(`${name}-kubernetes`, { context, kubeconfig, enableServerSideApply: true }, { parent });
}

function eksCluster(parent: Cluster, name: string, args: ClusterArgs, eks: EksArgs) {
  const { name: clusterName, tags = {} } = args;
  const control = controlPlane(parent, name, { ...eks, ...whereAndWhat(name, args) });
  const { installed, roleName } = nodesWithAddOns(parent, name, args, eks, control);
  const kubeconfig = pulumi.secret(control.kubeconfigJson);
  return {
    kubeconfig,
    // Waiting for the nodes here makes every object in the cluster wait for them, and go before them.
    provider: new Provider(
      `${name}-kubernetes`,
      { kubeconfig, enableServerSideApply: true },
      { parent, dependsOn: installed },
    ),
    karpenter: karpenter(parent, `${name}-karpenter`, {
      clusterName,
      nodeRole: roleName,
      subnetTags: args.network.discoveryTags,
      tags,
      dependsOn: installed,
    }),
  };
}

function whereAndWhat(name: string, { name: clusterName, version, network, tags = {} }: ClusterArgs) {
  const { vpcId, privateSubnetIds } = network;
  if (vpcId === undefined)
    throw new Error(
      `Cluster "${name}" has no VPC: describe one under "network", or name a cluster under "cluster.existing".`,
    );
  return { clusterName, version, vpcId, privateSubnetIds, tags };
}

function nodesWithAddOns(
  parent: Cluster,
  name: string,
  args: ClusterArgs,
  eks: EksArgs,
  control: pulumi.Resource,
) {
  const { name: clusterName, version, network, tags = {} } = args;
  const roleName = `${clusterName}-node`;
  const { role, ready } = nodeRole(parent, name, roleName, tags);
  const nodes = systemNodes(parent, name, {
    ...eks.systemNodes,
    clusterName,
    version,
    subnetIds: network.privateSubnetIds,
    role,
    tags,
    dependsOn: [control, ...ready, ...network.ready],
  });
  const versions = eks.addOnVersions ?? {};
  return { roleName, installed: addOns(parent, name, { clusterName, versions, tags, dependsOn: [nodes] }) };
}

/** Encrypted volumes, made in the zone where their pod was placed. Returns the name. */
function storageClass(parent: Cluster, name: string, provider: Provider, reclaimPolicy: string): string {
  const metadata = {
    name: "gp3",
    annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    labels: { "app.kubernetes.io/managed-by": "pulumi" },
  };
  new StorageClass(
    `${name}-gp3`,
    {
      metadata,
      provisioner: "ebs.csi.aws.com",
      parameters: { type: "gp3", encrypted: "true" },
      volumeBindingMode: "WaitForFirstConsumer",
      allowVolumeExpansion: true,
      reclaimPolicy,
    },
    { parent, provider },
  );
  return metadata.name;
}

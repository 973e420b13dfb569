/** The process that builds EKS's components: it ends when its standard input does, that is, with its parent. */
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { AddonComponent } from "./addon.ts";
import { ClusterComponent } from "./cluster.ts";
import { kubeconfigText } from "./kubeconfig.ts";
import { ManagedNodeGroupComponent } from "./managed-node-group.ts";

type Construct = (
  name: string,
  inputs: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
) => pulumi.provider.ConstructResult;

/** Types by token; what is missing here is refused by name. */
const components: Readonly<Record<string, Construct>> = {
  "eks:index:Cluster": (name, inputs, options) => {
    const made = new ClusterComponent(name, inputs, options);
    return { urn: made.urn, state: made.outputs };
  },
  "eks:index:ManagedNodeGroup": (name, inputs, options) => {
    const made = new ManagedNodeGroupComponent(name, inputs as eks.ManagedNodeGroupArgs, options);
    return { urn: made.urn, state: { nodeGroup: made.nodeGroup, placementGroupName: "" } };
  },
  "eks:index:Addon": (name, inputs, options) => {
    const made = new AddonComponent(name, inputs as eks.AddonArgs, options);
    return { urn: made.urn, state: { addon: made.addon } };
  },
};

const provider: pulumi.provider.Provider = {
  version: "4.3.0",
  schema: JSON.stringify({ name: "eks", version: "4.3.0" }),
  async construct(name, type, inputs, options) {
    const construct = components[type];
    if (construct) return construct(name, inputs, options);
    throw new Error(
      `the sandbox's EKS stand-in does not simulate ${type}; it has ${Object.keys(components).join(", ")}`,
    );
  },
  async call(token) {
    if (token !== "eks:index:Cluster/getKubeconfig")
      throw new Error(`the sandbox's EKS stand-in does not simulate ${token}`);
    return { outputs: { result: pulumi.secret(kubeconfigText()) } };
  },
};

process.stdin.resume().once("end", () => process.exit());
await pulumi.provider.main(provider, process.argv.slice(2));

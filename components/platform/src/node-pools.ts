/** The pool of nodes that Karpenter keeps, and what its nodes are made from. */
import { EC2NodeClass, NodePool } from "@plinth/crds";
import type { Resource } from "@pulumi/pulumi";
import { nodeClassSpec, nodePoolSpec, type NodesArgs } from "./node-pools.plan.ts";
import type { Karpenter } from "./settings.ts";
import { nodeImage } from "./versions.ts";

/**
 * Adds the pool to a component. On the way down the pool goes first and waits for its nodes to end;
 * then the class, whose instance profile goes with it; then Karpenter.
 */
export function nodePools(
  parent: Resource,
  prefix: string,
  nodes: NodesArgs,
  karpenter: Karpenter,
  dependsOn: readonly Resource[],
): Resource[] {
  const metadata = { name: "general", labels: { "app.kubernetes.io/managed-by": "pulumi" } };
  const nodeClass = new EC2NodeClass(
    `${prefix}-node-class`,
    { metadata, spec: nodeClassSpec(nodes, karpenter, nodeImage) },
    { parent, dependsOn: [...dependsOn] },
  );
  const pool = new NodePool(
    `${prefix}-node-pool`,
    { metadata, spec: nodePoolSpec(nodes, metadata.name) },
    { parent, dependsOn: nodeClass },
  );
  return [nodeClass, pool];
}

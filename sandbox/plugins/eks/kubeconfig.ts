/** The way into the cluster: the sandbox's API server stands in for EKS's. */
import { readFileSync } from "node:fs";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";

/**
 * The kubeconfig that `KUBECONFIG` names, as JSON.
 * @throws when the variable is missing or the file cannot be read.
 */
export function kubeconfigText(): string {
  const file = process.env.KUBECONFIG;
  if (file === undefined || file === "")
    throw new Error(
      "KUBECONFIG is not set: the sandbox's EKS clusters hand out the kubeconfig that it names, start the control plane first",
    );
  return JSON.stringify(parse(readFileSync(file, "utf8")));
}

/**
 * `text` as a secret that is known in a preview already, so that a Kubernetes provider can reach the API
 * server before the cluster is recorded. Whatever uses it still depends on the cluster.
 */
export function kubeconfigOf(cluster: aws.eks.Cluster, text: string): pulumi.Output<string> {
  if (!pulumi.runtime.isDryRun()) return pulumi.secret(cluster.endpoint.apply(() => text));
  const resources = new Set<pulumi.Resource>([cluster]);
  const yes = Promise.resolve(true);
  return new KnownOutput(resources, Promise.resolve(text), yes, yes, Promise.resolve(resources));
}

/** The constructor that the SDK keeps out of its types: an output of known value, with dependencies. */
const KnownOutput = pulumi.Output as unknown as new (
  resources: Set<pulumi.Resource>,
  value: Promise<string>,
  isKnown: Promise<boolean>,
  isSecret: Promise<boolean>,
  allResources: Promise<Set<pulumi.Resource>>,
) => pulumi.Output<string>;

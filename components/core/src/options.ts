import * as pulumi from "@pulumi/pulumi";

/**
 * Options for the children of a component: theirs is its parent, and what it waits for, they wait for.
 * Pulumi hands a component's providers down by itself, but not its `dependsOn`.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  opts: pulumi.ComponentResourceOptions | undefined,
  dependsOn: readonly pulumi.Resource[] = [],
): pulumi.CustomResourceOptions {
  return pulumi.mergeOptions({ parent, dependsOn: [...dependsOn] }, { dependsOn: opts?.dependsOn });
}

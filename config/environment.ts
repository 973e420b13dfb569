/** From what a stack file says to what each box of the program is given. */
import type { StackFile } from "./schema.ts";

/** Charts that have no use outside EKS. */
const eksOnly = [
  "karpenter-crd",
  "karpenter",
  "secrets-store-csi-driver",
  "secrets-store-csi-driver-provider-aws",
] as const;

/** Everything that differs between environments, by the box of `index.ts` it is for. */
export function environmentOf(file: StackFile) {
  const { name, network: vpc, cluster, platform, alerting, registry } = file;
  const { voting } = file.systems;
  const inAws = { name: `plinth-${name}`, tags: { ...file.tags, environment: name } };
  return {
    name,
    network: { ...inAws, vpc },
    cluster: { ...inAws, ...cluster },
    platform: {
      ...platform,
      podSecurityVersion: cluster.version,
      without: [...(platform.without ?? []), ...(cluster.existing ? eksOnly : [])],
    },
    edge: file.edge,
    alerting: { ...alerting, environment: name },
    systems: {
      voting: {
        ...voting,
        workloads: { registry, zoneSpread: voting.zoneSpread },
        namespace: { name: "voting", quota: voting.quota, podSecurityVersion: cluster.version },
      },
    },
  };
}

/** One environment, as the program uses it. */
export type Environment = ReturnType<typeof environmentOf>;

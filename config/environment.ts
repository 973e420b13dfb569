/** From what a stack file says to what each box of the program is given. */
import type { StackFile } from "./schema.ts";

/** Everything that differs between environments, by the box of `index.ts` it is for. */
export function environmentOf(file: StackFile) {
  const { name, network: vpc, cluster, platform, alerting, registry } = file;
  const { voting } = file.systems;
  const inAws = { name: `plinth-${name}`, tags: { ...file.tags, environment: name } };
  const place = { registry, zoneSpread: voting.zoneSpread };
  return {
    name,
    network: { ...inAws, vpc },
    cluster: { ...inAws, ...cluster },
    platform: { ...platform, podSecurityVersion: cluster.version },
    edge: file.edge,
    alerting: { ...alerting, environment: name },
    systems: {
      voting: {
        ...voting,
        place,
        namespace: { name: "voting", quota: voting.quota, podSecurityVersion: cluster.version },
      },
    },
  };
}

/** One environment, as the program uses it. */
export type Environment = ReturnType<typeof environmentOf>;

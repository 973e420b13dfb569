/** What a container asks of its node. */

/** CPU may burst; memory and disk may not, because a node that runs out of them evicts. */
export interface ContainerResources {
  /** Cores: guaranteed, and at most. */
  readonly cpu: { readonly request: string; readonly limit: string };
  /** Bytes, request and limit alike. */
  readonly memory: string;
  /** Bytes of logs and writable volumes, request and limit alike. */
  readonly ephemeralStorage: string;
}

/** The same as `resources` of a Kubernetes container. */
export function resourceRequirements(resources: ContainerResources): {
  requests: Record<string, string>;
  limits: Record<string, string>;
} {
  const { cpu, memory, ephemeralStorage } = resources;
  return {
    requests: { cpu: cpu.request, memory, "ephemeral-storage": ephemeralStorage },
    limits: { cpu: cpu.limit, memory, "ephemeral-storage": ephemeralStorage },
  };
}

/** Resources of a container that a chart installs. */
import { resourceRequirements } from "@plinth/core";

/** Cores wanted, cores at most, and bytes of memory; none of these writes more than its logs to disk. */
export function resources(request: string, limit: string, memory: string) {
  return resourceRequirements({ cpu: { request, limit }, memory, ephemeralStorage: "256Mi" });
}

import { labels } from "@plinth/core";
import type { WorkloadArgs } from "./workload.args.ts";

/** Metadata each object of a workload has. */
export function objectMeta(
  { service, namespace }: Pick<WorkloadArgs, "service" | "namespace">,
  name: string,
) {
  return { name, namespace: namespace.name, labels: labels(service) };
}

import { conclude, demand, undecided } from "../../lib/finding.ts";
import type { Field } from "../../lib/field.ts";
import { podsOf } from "../../lib/pods.ts";
import type { Container } from "../../lib/pods.ts";
import { amountOf } from "../../lib/quantity.ts";
import type { Finding, ResourceRule } from "../../lib/rule.ts";

const RESOURCES = ["cpu", "memory", "ephemeral-storage"];

/** Zero means "no limit" to the runtime, so it does not count as one. */
const isAmount = (value: unknown): boolean => (amountOf(value) ?? 0) > 0;

function checkResource(container: Container, name: string): Finding[] {
  const request = container.fields.get("resources", "requests", name);
  const limit = container.fields.get("resources", "limits", name);
  return [
    ...demand(request, isAmount, `${container.title} has no ${name} request`),
    ...demand(limit, isAmount, `${container.title} has no ${name} limit`),
    ...checkOrder(`${container.title} requests more ${name} than its limit`, request, limit),
  ];
}

function checkOrder(message: string, request: Field, limit: Field): Finding[] {
  if (request.state !== "known") return [];
  if (limit.state === "unknown") return [undecided(request.path, message, limit)];
  const isOrdered = (amountOf(request.value) ?? 0) <= (amountOf(limit.value) ?? Infinity);
  return conclude(isOrdered, request.path, message);
}

export const rule: ResourceRule = {
  id: "k8s-resources",
  kind: "resource",
  title: "Every container requests and limits its cpu, memory and ephemeral storage",
  description:
    "A container without them starves its neighbours, is the first to be evicted, and hides how large the cluster must be.",
  severity: "high",
  frameworks: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13", "NSA C-0270", "NSA C-0271"],
  remediation:
    "Set resources.requests and resources.limits for cpu, memory and ephemeral-storage on every container and init container.",
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      pod.containers
        // The API refuses resources on ephemeral containers: they live on what the pod has.
        .filter((container) => container.role !== "ephemeral container")
        .flatMap((container) => RESOURCES.flatMap((name) => checkResource(container, name))),
    ),
};

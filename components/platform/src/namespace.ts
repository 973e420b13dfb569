/** A namespace of the platform: Pod Security "restricted", and closed where its charts say what they need. */
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type { Resource } from "@pulumi/pulumi";
import type { NamespacePlan } from "./platform.plan.ts";

/** Labels of a namespace whose pods meet Pod Security "restricted" as one version of Kubernetes has it. */
export function namespaceLabels(podSecurityVersion: string): Record<string, string> {
  const modes = ["enforce", "warn", "audit"].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, "restricted"],
    [`pod-security.kubernetes.io/${mode}-version`, `v${podSecurityVersion}`],
  ]);
  return {
    ...Object.fromEntries(modes),
    "app.kubernetes.io/part-of": "platform",
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** Adds a namespace to a component. */
export function namespace(
  parent: Resource,
  prefix: string,
  { name, closed }: NamespacePlan,
  podSecurityVersion: string,
): Resource[] {
  const made = new Namespace(
    `${prefix}-${name}`,
    { metadata: { name, labels: namespaceLabels(podSecurityVersion) } },
    { parent },
  );
  if (!closed) return [made];
  const policy = new NetworkPolicy(
    `${prefix}-${name}-default-deny`,
    {
      metadata: { name: "default-deny", namespace: name },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    },
    { parent, dependsOn: made },
  );
  return [made, policy];
}

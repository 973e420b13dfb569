/** Namespaces that hold other people's software, installed from its own chart or by Kubernetes itself. */
import { isUnknown } from "./field.ts";
import type { Context, Parameter } from "./rule.ts";

/** The parameter of rules that ask more of our own namespaces than of those. */
export const vendoredNamespaces: Parameter = {
  type: "array",
  description: "namespaces of operators installed from their own charts, and of Kubernetes itself",
  default: [
    "cert-manager",
    "cnpg-system",
    "istio-ingress",
    "istio-system",
    "karpenter",
    "keda",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    "monitoring",
  ],
};

export function isVendored(namespace: unknown, { parameters }: Context): boolean {
  const list = parameters["vendoredNamespaces"];
  return (
    typeof namespace === "string" && !isUnknown(namespace) && Array.isArray(list) && list.includes(namespace)
  );
}

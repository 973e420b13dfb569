/**
 * One edge of the graph of needs, as the objects that open it: the NetworkPolicy on either side,
 * and the mesh's AuthorizationPolicy where the called pods can enforce one.
 */
import type { Client, Dependency } from "./dependency.ts";

/** The called end of a connection: what a policy has to know of it. */
export type ConnectionTarget = Pick<Dependency, "name" | "namespace" | "selector" | "port" | "mesh">;

const inNamespace = <N>(namespace: N) => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });
const select = (selector: Readonly<Record<string, string>>) => ({ matchLabels: { ...selector } });

/** `spec` of the NetworkPolicy in the client's namespace that lets the client's pods call the target. */
export function egressPolicy(client: Client, target: ConnectionTarget) {
  const to = { namespaceSelector: inNamespace(target.namespace), podSelector: select(target.selector) };
  return {
    podSelector: select(client.selector),
    policyTypes: ["Egress"],
    egress: [{ to: [to], ports: [{ protocol: "TCP", port: target.port }] }],
  };
}

/** `spec` of the NetworkPolicy in the target's namespace that lets its pods be called by the client's. */
export function ingressPolicy(client: Client, target: ConnectionTarget) {
  const from = { namespaceSelector: inNamespace(client.namespace), podSelector: select(client.selector) };
  return {
    podSelector: select(target.selector),
    policyTypes: ["Ingress"],
    ingress: [{ from: [from], ports: [{ protocol: "TCP", port: target.port }] }],
  };
}

/**
 * `spec` of the AuthorizationPolicy beside the target that admits the client's identity on the target's port.
 * Absent when one of the two has no sidecar: then the NetworkPolicies alone decide.
 */
export function authorizationPolicy(client: Client, target: ConnectionTarget) {
  if (!target.mesh || client.principal === undefined) return undefined;
  return {
    selector: select(target.selector),
    action: "ALLOW" as const,
    rules: [
      {
        from: [{ source: { principals: [client.principal] } }],
        to: [{ operation: { ports: [String(target.port)] } }],
      },
    ],
  };
}

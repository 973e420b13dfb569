/** Opens one edge of the graph of needs: the NetworkPolicies, and the mesh's rule where it can be enforced. */
import {
  authorizationPolicy,
  egressPolicy,
  ingressPolicy,
  type Client,
  type ConnectionTarget,
} from "@plinth/core";
import { AuthorizationPolicy } from "@plinth/crds";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Lets `client` call `target`. With `bothEnds` the client's egress is opened too;
 * without, its namespace is somebody else's to manage.
 */
export function connect(
  name: string,
  client: Client,
  target: ConnectionTarget,
  { bothEnds }: { readonly bothEnds: boolean },
  opts: pulumi.CustomResourceOptions,
): void {
  const edge = `${client.name}-to-${target.name}`;
  if (bothEnds) {
    const metadata = { name: `${edge}-egress`, namespace: client.namespace };
    new NetworkPolicy(`${name}-egress`, { metadata, spec: egressPolicy(client, target) }, opts);
  }
  const metadata = { name: `${edge}-ingress`, namespace: target.namespace };
  new NetworkPolicy(`${name}-ingress`, { metadata, spec: ingressPolicy(client, target) }, opts);
  const spec = authorizationPolicy(client, target);
  if (spec) {
    const rule = { name: edge, namespace: target.namespace };
    new AuthorizationPolicy(`${name}-authorization`, { metadata: rule, spec }, opts);
  }
}

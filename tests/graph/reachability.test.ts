/** Who reaches whom in the voting system, worked out from the NetworkPolicies alone, as a cluster would. */
import assert from "node:assert/strict";
import type { Graph } from "../harness/graph.ts";
import { runProgram, stacks } from "./program.ts";

interface Pods {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}
interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
}
interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports: readonly { readonly protocol: string; readonly port: number }[];
}
interface Policy {
  readonly namespace: string;
  readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const app = (name: string, namespace = "voting", instance = name): Pods => ({
  name: instance,
  namespace,
  labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/instance": instance },
});
const voting = [
  app("vote"),
  app("worker"),
  app("result"),
  app("seed-data"),
  app("redis", "voting", "queue"),
  {
    name: "ballots",
    namespace: "voting",
    labels: { "cnpg.io/cluster": "ballots", "cnpg.io/podRole": "instance" },
  },
];
const outside: Pods[] = [
  { name: "gateway", namespace: "istio-ingress", labels: { istio: "ingress" } },
  { name: "prometheus", namespace: "monitoring", labels: { "app.kubernetes.io/name": "prometheus" } },
  { name: "operator", namespace: "cnpg-system", labels: { "app.kubernetes.io/name": "cloudnative-pg" } },
  { name: "stranger", namespace: "other", labels: { "app.kubernetes.io/name": "vote" } },
];

const selects = (selector: { matchLabels?: Readonly<Record<string, string>> }, pods: Pods) =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => pods.labels[key] === value);

function isPeer(peer: Peer, pods: Pods, ownNamespace: string): boolean {
  const namespace = peer.namespaceSelector?.matchLabels["kubernetes.io/metadata.name"] ?? ownNamespace;
  return namespace === pods.namespace && selects(peer.podSelector ?? {}, pods);
}

function policiesOf(graph: Graph): Policy[] {
  return graph.ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy").map(({ inputs }) => {
    const { namespace } = inputs["metadata"] as { namespace: string };
    return { namespace, ...(inputs["spec"] as Omit<Policy, "namespace">) };
  });
}

/** TCP ports of `to` that `from` may call, by the policies beside `to`. */
function ingressPorts(policies: readonly Policy[], from: Pods, to: Pods): number[] {
  return policies
    .filter((policy) => policy.namespace === to.namespace && selects(policy.podSelector, to))
    .flatMap(({ ingress = [], namespace }) =>
      ingress.filter((rule) => rule.from?.some((peer) => isPeer(peer, from, namespace))),
    )
    .flatMap(({ ports }) => ports.map(({ port }) => port));
}

/** Whether the policies beside `from` let it call that port. */
function mayLeave(policies: readonly Policy[], from: Pods, to: Pods, port: number): boolean {
  return policies
    .filter((policy) => policy.namespace === from.namespace && selects(policy.podSelector, from))
    .some(({ egress = [], namespace }) =>
      egress.some(
        (rule) =>
          rule.to?.some((peer) => isPeer(peer, to, namespace))
          && rule.ports.some((each) => each.port === port),
      ),
    );
}

/** Every open path into or inside the system. Only its own namespace's egress is ours to judge. */
function openPaths(graph: Graph): string[] {
  const policies = policiesOf(graph);
  return [...voting, ...outside]
    .flatMap((from) =>
      voting.flatMap((to) =>
        ingressPorts(policies, from, to)
          .filter((port) => from.namespace !== "voting" || mayLeave(policies, from, to, port))
          .map((port) => `${from.name} -> ${to.name}:${port}`),
      ),
    )
    .toSorted();
}

for (const stack of stacks) {
  describe(`reachability in ${stack}`, function () {
    this.timeout(60_000);

    it("is what the services need, and nothing else", async () => {
      const { graph } = await runProgram(stack);
      assert.deepEqual(openPaths(graph), [
        "ballots -> ballots:5432",
        "ballots -> ballots:8000",
        "gateway -> result:8080",
        "gateway -> vote:8080",
        "operator -> ballots:5432",
        "operator -> ballots:8000",
        "prometheus -> ballots:9187",
        "prometheus -> queue:9121",
        "prometheus -> result:9464",
        "prometheus -> vote:9464",
        "prometheus -> worker:9464",
        "result -> ballots:5432",
        "seed-data -> ballots:5432",
        "seed-data -> vote:8080",
        "vote -> queue:6379",
        "worker -> ballots:5432",
        "worker -> queue:6379",
      ]);
    });

    it("gives every edge of the mesh exactly the identity that needs it", async () => {
      const { graph } = await runProgram(stack);
      const rules = graph
        .ofType("kubernetes:security.istio.io/v1:AuthorizationPolicy")
        .flatMap(({ inputs }) => {
          const spec = inputs["spec"] as {
            selector?: { matchLabels: Record<string, string> };
            rules?: { from: { source: { principals: string[] } }[] }[];
          };
          return (spec.rules ?? []).flatMap(({ from }) =>
            from.flatMap(({ source }) =>
              source.principals.map(
                (principal) => `${principal} -> ${spec.selector?.matchLabels["app.kubernetes.io/instance"]}`,
              ),
            ),
          );
        });
      assert.deepEqual(rules.toSorted(), [
        "cluster.local/ns/istio-ingress/sa/istio-ingress -> result",
        "cluster.local/ns/istio-ingress/sa/istio-ingress -> vote",
        "cluster.local/ns/voting/sa/seed-data -> vote",
        "cluster.local/ns/voting/sa/vote -> queue",
        "cluster.local/ns/voting/sa/worker -> queue",
      ]);
    });
  });
}

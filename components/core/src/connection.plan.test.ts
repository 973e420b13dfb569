import assert from "node:assert/strict";
import fc from "fast-check";
import {
  authorizationPolicy,
  egressPolicy,
  ingressPolicy,
  type ConnectionTarget,
} from "./connection.plan.ts";
import type { Client } from "./dependency.ts";

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const selector = fc.dictionary(word, word, { minKeys: 1, maxKeys: 3, noNullPrototype: true });
const client: fc.Arbitrary<Client> = fc.record(
  { name: word, namespace: word, selector, principal: word },
  { requiredKeys: ["name", "namespace", "selector"] },
);
const target: fc.Arbitrary<ConnectionTarget> = fc.record({
  name: word,
  namespace: word,
  selector,
  port: fc.integer({ min: 1, max: 65_535 }),
  mesh: fc.boolean(),
});

describe("one edge of the graph of needs", () => {
  it("opens the same port to the same pods on both sides", () => {
    fc.assert(
      fc.property(client, target, (from, to) => {
        const out = egressPolicy(from, to);
        const into = ingressPolicy(from, to);
        assert.deepEqual(out.podSelector.matchLabels, from.selector);
        assert.deepEqual(out.egress[0]?.to[0]?.podSelector.matchLabels, to.selector);
        assert.deepEqual(into.podSelector.matchLabels, to.selector);
        assert.deepEqual(into.ingress[0]?.from[0]?.podSelector.matchLabels, from.selector);
        assert.deepEqual(out.egress[0]?.ports, into.ingress[0]?.ports);
        assert.equal(into.ingress[0]?.ports[0]?.port, to.port);
      }),
    );
  });

  it("names both a namespace and pods for the other side, so that neither alone opens more", () => {
    fc.assert(
      fc.property(client, target, (from, to) => {
        const peers = [...egressPolicy(from, to).egress[0]!.to, ...ingressPolicy(from, to).ingress[0]!.from];
        for (const peer of peers) {
          assert.ok(peer.namespaceSelector.matchLabels["kubernetes.io/metadata.name"]);
          assert.ok(Object.keys(peer.podSelector.matchLabels).length > 0);
        }
      }),
    );
  });

  it("admits exactly the client's identity in the mesh, and makes no rule a sidecar could not enforce", () => {
    fc.assert(
      fc.property(client, target, (from, to) => {
        const rule = authorizationPolicy(from, to);
        assert.equal(rule !== undefined, to.mesh && from.principal !== undefined);
        if (!rule) return;
        assert.deepEqual(rule.rules[0]?.from[0]?.source.principals, [from.principal]);
        assert.deepEqual(rule.rules[0]?.to[0]?.operation.ports, [String(to.port)]);
        assert.deepEqual(rule.selector.matchLabels, to.selector);
      }),
    );
  });
});

import assert from "node:assert/strict";
import { run } from "../../../tests/harness/mocks.ts";
import { CanaryRoute } from "./index.ts";

const program = (weight?: number) => () =>
  void new CanaryRoute("vote-route", {
    workload: {
      service: { name: "vote", component: "web", partOf: "voting" },
      namespace: "voting",
      release: { stable: "1.0.0", ...(weight === undefined ? {} : { canary: { version: "1.1.0", weight } }) },
      ready: [],
    },
    port: 80,
    gateways: ["istio-ingress/edge"],
    hosts: ["vote.example.com"],
    timeoutSeconds: 5,
  });

describe("CanaryRoute", () => {
  it("registers a rule and a service, by the rules of the house", async () => {
    const { graph } = await run(program(10));
    assert.deepEqual(graph.namingMistakes(), []);
    for (const { inputs } of graph.resources.filter(({ custom }) => custom)) {
      const { name, namespace, labels } = inputs["metadata"] as Record<string, unknown>;
      assert.deepEqual([name, namespace], ["vote", "voting"]);
      assert.equal((labels as Record<string, string>)["app.kubernetes.io/name"], "vote");
    }
    const { gateways, hosts } = graph.named("vote-route-virtual-service").inputs["spec"] as Record<
      string,
      unknown
    >;
    assert.deepEqual(gateways, ["istio-ingress/edge"]);
    assert.deepEqual(hosts, ["vote.example.com"]);
  });

  it("defines subsets before it routes to them", async () => {
    const { graph } = await run(program(10));
    const routed = graph.waitsFor(graph.named("vote-route-virtual-service"));
    assert(routed.has("vote-route-destination-rule"));
  });

  it("names the workload's Service in full", async () => {
    const { graph } = await run(program());
    const { host } = graph.named("vote-route-destination-rule").inputs["spec"] as Record<string, unknown>;
    assert.equal(host, "vote.voting.svc.cluster.local");
  });

  it("refuses a weight that is none", async () => {
    await assert.rejects(run(program(120)), /CanaryRoute "vote-route": weight is 120/);
  });
});

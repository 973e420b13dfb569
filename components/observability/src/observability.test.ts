import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { run } from "../../../tests/harness/mocks.ts";
import type { Graph } from "../../../tests/harness/graph.ts";
import { input, routing } from "../testing/fixture.ts";
import { planAlerts } from "./alerts.plan.ts";
import { planDashboard } from "./dashboard.plan.ts";
import { Observability } from "./observability.ts";
import { planRouting } from "./routing.plan.ts";

describe("Observability", () => {
  let graph: Graph;

  before(async () => {
    const handle = { name: "vote", namespace: pulumi.output("voting"), anything: "else" };
    const program = () =>
      void new Observability("observability", {
        ...input,
        services: [handle, { name: "worker", namespace: "voting" }],
        namespace: pulumi.output("monitoring"),
        routing,
      });
    ({ graph } = await run(program));
  });

  for (const [child, type, name] of [
    ["alerts", "kubernetes:monitoring.coreos.com/v1:PrometheusRule", "observability"],
    ["routes", "kubernetes:monitoring.coreos.com/v1alpha1:AlertmanagerConfig", "observability"],
    ["dashboard", "kubernetes:core/v1:ConfigMap", "observability-dashboard"],
  ] as const) {
    it(`makes its ${child} where Prometheus is, under a name of their own`, () => {
      const { inputs } = graph.only(type);
      assert.partialDeepStrictEqual(inputs["metadata"], { name, namespace: "monitoring" });
    });
  }

  it("makes nothing else, and names its children after itself", () => {
    assert.equal(graph.childrenOf(graph.named("observability")).length, 3);
    assert.equal(graph.resources.length, 4);
    assert.deepEqual(graph.namingMistakes(), []);
  });

  it("deploys what was planned, from handles with outputs", () => {
    assert.deepEqual(graph.named("observability-alerts").inputs["spec"], planAlerts(input));
    assert.deepEqual(graph.named("observability-routes").inputs["spec"], planRouting("staging", routing));
  });

  it("labels the dashboard for Grafana, as JSON", () => {
    const { metadata, data } = graph.named("observability-dashboard").inputs;
    assert.partialDeepStrictEqual(metadata, { labels: { grafana_dashboard: "1" } });
    const { "overview.json": json = "" } = data as Record<string, string>;
    assert.deepEqual(JSON.parse(json), planDashboard(input));
  });
});

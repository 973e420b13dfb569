/** Every alert is judged by promtool, on the rules that the program deploys. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import { input } from "../testing/fixture.ts";
import { httpCases } from "../testing/http.cases.ts";
import { queuesCases } from "../testing/queues.cases.ts";
import { storesCases } from "../testing/stores.cases.ts";
import type { AlertCases, Story } from "../testing/story.ts";
import { run } from "../testing/tools.ts";
import { workloadsCases } from "../testing/workloads.cases.ts";
import { planAlerts, runbook } from "./alerts.plan.ts";
import type { AlertsInput } from "./alerts.plan.ts";

const cases = { ...httpCases, ...workloadsCases, ...queuesCases, ...storesCases };
const rules = planAlerts(input);
const alerts = (rules.groups ?? []).flatMap(({ rules: list = [] }) =>
  list.flatMap(({ alert }) => alert ?? []),
);

function promtoolTest(alert: string, severity: AlertCases["severity"], { series, expect }: Story) {
  return {
    interval: "1m",
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: Object.entries(expect).map(([time, firing]) => ({
      eval_time: time,
      alertname: alert,
      exp_alerts: firing.map(({ labels, summary }) => ({
        exp_labels: { ...labels, severity, environment: input.environment },
        exp_annotations: { summary, runbook: runbook(alert) },
      })),
    })),
  };
}

async function judge(tests: object[]): Promise<void> {
  const test = { rule_files: ["rules.yaml"], evaluation_interval: "1m", tests };
  await run("promtool", ["test", "rules", "test.yaml"], { "rules.yaml": rules, "test.yaml": test });
}

describe("alerts", () => {
  it("each has its cases, and no case is without its alert", () => {
    assert.deepEqual(Object.keys(cases).toSorted(), alerts.toSorted());
  });

  for (const [alert, { severity, fires, silent }] of Object.entries(cases)) {
    it(`${alert} fires and recovers`, async () => {
      const firing = Object.values(fires.expect).map((list) => list.length > 0);
      assert.deepEqual([firing[0], firing.includes(true), firing.at(-1)], [false, true, false]);
      await judge([promtoolTest(alert, severity, fires)]);
    });

    for (const [story, near] of Object.entries(silent)) {
      it(`${alert} stays silent: ${story}`, async () => {
        assert.deepEqual(Object.values(near.expect).flat(), []);
        await judge([promtoolTest(alert, severity, near)]);
      });
    }
  }
});

describe("runbooks", () => {
  const folder = join(import.meta.dirname, "../../../docs/runbooks");

  it("there is one per alert", async () => {
    const files = (await readdir(folder)).filter((file) => file !== "README.md");
    assert.deepEqual(files.map((file) => `docs/runbooks/${file}`).toSorted(), alerts.map(runbook).toSorted());
  });

  for (const alert of alerts) {
    it(`${alert} says what it means, whom it hurts, where to look and what to do`, async () => {
      const text = await readFile(join(folder, runbook(alert).slice("docs/runbooks/".length)), "utf8");
      const headings = text.match(/^#+ .+$/gm);
      assert.deepEqual(headings, [`# ${alert}`, "## Meaning", "## Impact", "## Diagnosis", "## Remedy"]);
    });
  }
});

const kubernetesName = fc.stringMatching(/^[a-z]([-a-z0-9.]{0,20}[a-z0-9])?$/);
const target = fc.record({ name: kubernetesName, namespace: kubernetesName });
const anyInput: fc.Arbitrary<AlertsInput> = fc.record({
  environment: kubernetesName,
  services: fc.array(target, { maxLength: 4 }),
  databases: fc.array(target, { maxLength: 3 }),
  redis: fc.array(target, { maxLength: 3 }),
  queues: fc.array(
    fc.record({
      redis: target,
      stream: fc.string({ unit: "grapheme", minLength: 1 }),
      group: fc.string({ unit: "grapheme", minLength: 1 }),
      maximumBacklog: fc.nat(),
    }),
    { maxLength: 3 },
  ),
  objectives: fc.record({
    availability: fc.double({ min: 0.5, max: 0.99999, noNaN: true }),
    latencySeconds: fc.double({ min: 0.001, max: 60, noNaN: true }),
    replicationLagSeconds: fc.integer({ min: 1, max: 3600 }),
  }),
});

describe("planned rules", () => {
  it("take any key for a stream, even one that PromQL's lexer stumbles over", async () => {
    const queue = { redis: { name: "redis", namespace: "voting" }, group: '{{ "a\\b\n', maximumBacklog: 1 };
    const plan = planAlerts({ ...input, queues: [{ ...queue, stream: "\ufffd{\u{1f5f3}}" }] });
    await run("promtool", ["check", "rules", "rules.yaml"], { "rules.yaml": plan });
  });

  it("say severity, environment and runbook whatever is watched", () => {
    fc.assert(
      fc.property(anyInput, (any) => {
        for (const { rules: list = [] } of planAlerts(any).groups ?? []) {
          for (const { alert, labels, annotations } of list) {
            if (alert === undefined) continue;
            assert.match(labels?.["severity"] ?? "", /^(critical|warning|info)$/);
            assert.equal(labels?.["environment"], any.environment);
            assert.equal(annotations?.["runbook"], runbook(alert));
          }
        }
      }),
    );
  });

  it("are rules to Prometheus whatever is watched", async () => {
    const groups = fc
      .sample(anyInput, { numRuns: 60, seed: 3 })
      .flatMap(
        (any, index) =>
          planAlerts(any).groups?.map((group) => ({ ...group, name: `${group.name}-${index}` })) ?? [],
      );
    await run("promtool", ["check", "rules", "--lint=none", "rules.yaml"], { "rules.yaml": { groups } });
  });

  it("are no rules at all where nothing is watched", () => {
    const nothing = { ...input, services: [], databases: [], redis: [], queues: [] };
    assert.deepEqual(planAlerts(nothing).groups, []);
  });

  for (const [field, value] of [
    ["availability", 99.9],
    ["availability", 1],
    ["latencySeconds", 0],
    ["replicationLagSeconds", -1],
  ] as const) {
    it(`refuse ${field} ${value}`, () => {
      const objectives = { ...input.objectives, [field]: value };
      assert.throws(
        () => planAlerts({ ...input, objectives }),
        new RegExp(`^Error: objectives.${field} is ${value};`),
      );
    });
  }
});

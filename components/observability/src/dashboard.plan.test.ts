import assert from "node:assert/strict";
import { input } from "../testing/fixture.ts";
import { run } from "../testing/tools.ts";
import { planAlerts } from "./alerts.plan.ts";
import { planDashboard } from "./dashboard.plan.ts";
import { metrics, recorded } from "./metrics.ts";

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
}

const panels = planDashboard(input).panels as Panel[];
const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));

describe("dashboard", () => {
  it("gives every panel an id and a place of its own", () => {
    assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      assert.ok(x + w <= 24, "inside the grid");
      return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
    });
    assert.equal(new Set(cells).size, cells.length);
  });

  it("shows rate, errors and duration, queues, databases, Redis and pods", () => {
    const rows = panels.filter(({ type }) => type === "row").map(({ title }) => title);
    assert.deepEqual(rows, ["Requests", "Queues", "Databases", "Redis", "Pods"]);
  });

  it("leaves out what is not there", () => {
    const nothing = { ...input, services: [], databases: [], redis: [], queues: [] };
    assert.deepEqual(planDashboard(nothing).panels, []);
  });

  it("asks in PromQL", async () => {
    const rules = queries.map((expr, index) => ({ record: `dashboard:query:${index}`, expr }));
    const file = { groups: [{ name: "dashboard", rules }] };
    await run("promtool", ["check", "rules", "rules.yaml"], { "rules.yaml": file });
  });
});

describe("metrics", () => {
  const rules = (planAlerts(input).groups ?? []).flatMap(({ rules: list = [] }) => list);
  const expressions = [...queries, ...rules.map(({ expr }) => String(expr))];
  const used = new Set(expressions.flatMap((expr) => expr.match(/[a-zA-Z_:][a-zA-Z0-9_:]*(?=\{)/g) ?? []));
  const base = (name: string) => name.replace(/_bucket$/, "");

  it("recorded here are recorded by a rule", () => {
    const names = [
      recorded.requestRate,
      ...Object.values(recorded.errorRatio),
      recorded.latency,
      recorded.queueBacklog,
    ];
    assert.deepEqual(new Set(names), new Set(rules.flatMap(({ record }) => record ?? [])));
  });

  it("in use are in the table, and those of the table are in use", () => {
    const scraped = [...used].filter((name) => !name.includes(":")).map(base);
    assert.deepEqual(new Set(scraped), new Set(Object.keys(metrics)));
  });

  it("are matched by labels that their producers give", () => {
    const fromScrape = ["namespace", "pod", "container", "service"];
    for (const [, name = "", matchers = ""] of expressions.flatMap((expr) => [
      ...expr.matchAll(/([a-z_]+)\{(.*?)\}/g),
    ])) {
      const metric = (metrics as Readonly<Record<string, { readonly labels: readonly string[] }>>)[
        base(name)
      ];
      const allowed = [...fromScrape, ...(metric?.labels ?? ["stream", "group"])];
      for (const [, label = ""] of matchers.matchAll(/(?:^|,)([a-z_]+)=/g)) {
        assert.ok(allowed.includes(label), `${name} has no label ${label}`);
      }
    }
  });
});

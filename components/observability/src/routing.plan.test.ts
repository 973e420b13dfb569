/** amtool says where an alert goes, on the configuration that the operator makes of the plan. */
import assert from "node:assert/strict";
import { input, routing } from "../testing/fixture.ts";
import { run } from "../testing/tools.ts";
import { planRouting } from "./routing.plan.ts";

interface Matcher {
  readonly name: string;
  readonly value?: string;
  readonly matchType?: string;
}

interface Route {
  readonly receiver?: string;
  readonly matchers?: readonly Matcher[];
  readonly groupBy?: readonly string[];
  readonly groupWait?: string;
  readonly groupInterval?: string;
  readonly repeatInterval?: string;
  readonly routes?: readonly Route[];
}

const plan = planRouting(input.environment, routing);
const written = ({ name, value = "", matchType = "=" }: Matcher) =>
  `${name}${matchType}${JSON.stringify(value)}`;

/** Alertmanager's own spelling of a route, without what is unset. */
function routeFile(route: Route): Record<string, unknown> {
  const spelled = {
    receiver: route.receiver,
    matchers: route.matchers?.map(written),
    group_by: route.groupBy,
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
    routes: route.routes?.map(routeFile),
  };
  return Object.fromEntries(Object.entries(spelled).filter(([, value]) => value !== undefined));
}

/** Routes and inhibitions as planned; receivers by name only, since their secrets are in the cluster. */
function alertmanagerFile() {
  return {
    route: { receiver: "elsewhere", routes: [routeFile(plan.route as Route)] },
    receivers: [{ name: "elsewhere" }, ...(plan.receivers ?? []).map(({ name }) => ({ name }))],
    inhibit_rules: plan.inhibitRules?.map(({ sourceMatch, targetMatch, equal }) => ({
      source_matchers: sourceMatch?.map(written),
      target_matchers: targetMatch?.map(written),
      equal,
    })),
  };
}

describe("routing", () => {
  const files = { "alertmanager.yaml": alertmanagerFile() };

  it("is a configuration to Alertmanager", async () => {
    const said = await run("amtool", ["check-config", "alertmanager.yaml"], files);
    assert.match(said, /SUCCESS/);
  });

  for (const [what, labels, receiver] of [
    ["critical", "severity=critical environment=staging", "page"],
    ["warning", "severity=warning environment=staging", "chat"],
    ["info", "severity=info environment=staging", "none"],
    ["no severity", "environment=staging", "none"],
    ["another environment", "severity=critical environment=prod", "elsewhere"],
    ["somebody else's alert", "severity=critical", "elsewhere"],
  ] as const) {
    it(`tells ${receiver} of: ${what}`, async () => {
      const args = ["config", "routes", "test", "--config.file=alertmanager.yaml", ...labels.split(" ")];
      assert.equal((await run("amtool", args, files)).trim(), receiver);
    });
  }

  it("tells again as often as the environment says", () => {
    const intervals = (plan.route?.routes ?? []).map(({ receiver, repeatInterval }) => [
      receiver,
      repeatInterval,
    ]);
    assert.deepEqual(intervals, [
      ["page", "1h"],
      ["chat", "12h"],
    ]);
  });

  it("lets a critical alert silence the warnings of the same service only", () => {
    assert.deepEqual(alertmanagerFile().inhibit_rules, [
      {
        source_matchers: ['severity="critical"', 'service!=""'],
        target_matchers: ['severity="warning"', 'service!=""'],
        equal: ["environment", "namespace", "service"],
      },
    ]);
  });
});

describe("receivers", () => {
  it("refer to Secrets and hold no address", () => {
    const secrets = ["page", "chat", "archive"].map(
      (name) => plan.receivers?.find((receiver) => receiver.name === name) ?? {},
    );
    const name = "alert-receivers";
    assert.partialDeepStrictEqual(secrets, [
      { pagerdutyConfigs: [{ routingKey: { name, key: "pagerduty" }, sendResolved: true }] },
      { slackConfigs: [{ apiURL: { name, key: "slack" }, channel: "#alerts", sendResolved: true }] },
      { webhookConfigs: [{ urlSecret: { name, key: "archive" }, sendResolved: true }] },
    ]);
    assert.doesNotMatch(JSON.stringify(plan), /https?:/);
  });

  it("that nobody defined are refused, with those that are", () => {
    const severities = { critical: { receiver: "phone", repeatInterval: "1h" } };
    assert.throws(
      () => planRouting("staging", { ...routing, severities }),
      /^Error: routing\.severities\.critical\.receiver is "phone", .*; it has page, chat, archive$/,
    );
  });
});

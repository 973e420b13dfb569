import assert from "node:assert/strict";
import { trackLabel, type Release } from "@plinth/core";
import fc from "fast-check";
import { checkCanary, destinationRuleSpec, httpRules, type CanaryPlan } from "./canary.plan.ts";

/** A rule with no outputs in it, as a test reads it. */
interface Rule {
  name: string;
  match?: { headers?: Record<string, { exact: string }>; uri?: { prefix: string } }[];
  route: { destination: { host: string; subset: string; port: { number: number } }; weight: number }[];
  timeout: string;
  retries: { attempts: number; retryOn: string };
}

const planOf = (release: Release, streams: readonly string[] = []): CanaryPlan => ({
  host: "vote.voting.svc.cluster.local",
  port: 80,
  release,
  timeoutSeconds: 5,
  streams,
});
const rulesOf = (plan: CanaryPlan) => httpRules(plan) as unknown as Rule[];
const subsetsOf = (plan: CanaryPlan) =>
  destinationRuleSpec(plan) as unknown as { host: string; subsets: { name: string; labels: object }[] };

const plans = fc
  .record({
    stable: fc.constant("1.0.0"),
    canary: fc.option(
      fc.record({ version: fc.constant("1.1.0"), weight: fc.integer({ min: 0, max: 100 }) }),
      {
        nil: undefined,
      },
    ),
    streams: fc.uniqueArray(fc.constantFrom("/events", "/live", "/a/b")),
  })
  .map(({ streams, ...release }) => planOf(release, streams));

/** Who a request reaches, as Istio reads the rules: the first that matches decides. */
function reach(rules: Rule[], request: { path: string; headers: Record<string, string> }) {
  const first = rules.find(({ match }) =>
    (match ?? [{}]).some(
      ({ headers = {}, uri }) =>
        Object.entries(headers).every(([name, { exact }]) => request.headers[name] === exact)
        && (uri === undefined || request.path.startsWith(uri.prefix)),
    ),
  );
  const shares = (first?.route ?? []).map(({ destination, weight }) => [destination.subset, weight] as const);
  return { shares: Object.fromEntries(shares), timeout: first?.timeout };
}

describe("rules of a canary route", () => {
  it("always send a request somewhere, and shares of it that make 100", () => {
    fc.assert(
      fc.property(plans, fc.constantFrom("/", "/events", "/vote"), fc.boolean(), (plan, path, chosen) => {
        const headers: Record<string, string> = chosen ? { "x-canary": "true" } : {};
        const { shares } = reach(rulesOf(plan), { path, headers });
        const { canary } = plan.release;
        const expected = !canary
          ? { stable: 100 }
          : chosen
            ? { canary: 100 }
            : { stable: 100 - canary.weight, canary: canary.weight };
        assert.deepEqual(shares, expected);
      }),
    );
  });

  it("end with one that matches everything, and no other does", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const rules = rulesOf(plan);
        assert.deepEqual(
          rules.map(({ match }) => match === undefined),
          rules.map((_, at) => at === rules.length - 1),
        );
      }),
    );
  });

  it("name only subsets that exist, and the port of the Service", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { host, subsets } = subsetsOf(plan);
        const destinations = rulesOf(plan).flatMap(({ route }) =>
          route.map(({ destination }) => destination),
        );
        for (const destination of destinations) {
          assert(subsets.some(({ name }) => name === destination.subset));
          assert.equal(destination.host, host);
          assert.equal(destination.port.number, 80);
        }
      }),
    );
  });

  it("know nothing of a canary where there is none", () => {
    const plan = planOf({ stable: "1.0.0" });
    assert(!JSON.stringify([httpRules(plan), destinationRuleSpec(plan)]).includes("canary"));
  });

  it("send nobody but the header's to a canary of weight 0, and everybody to one of weight 100", () => {
    const anybody = { path: "/", headers: {} };
    const release = (weight: number) => ({ stable: "1.0.0", canary: { version: "1.1.0", weight } });
    assert.deepEqual(reach(rulesOf(planOf(release(0))), anybody).shares, { stable: 100, canary: 0 });
    assert.deepEqual(reach(rulesOf(planOf(release(100))), anybody).shares, { stable: 0, canary: 100 });
    const other = { path: "/", headers: { "x-canary": "false" } };
    assert.deepEqual(reach(rulesOf(planOf(release(10))), other).shares, { stable: 90, canary: 10 });
  });

  it("end each request in time, and a stream within the hour", () => {
    const rules = rulesOf(planOf({ stable: "1.0.0", canary: { version: "2", weight: 5 } }, ["/events"]));
    for (const headers of [{}, { "x-canary": "true" }] as Record<string, string>[]) {
      assert.equal(reach(rules, { path: "/", headers }).timeout, "5s");
      assert.equal(reach(rules, { path: "/events", headers }).timeout, "3600s");
    }
  });

  it("try again only what never reached a server", () => {
    fc.assert(
      fc.property(plans, (plan) => {
        for (const { retries } of rulesOf(plan))
          assert.deepEqual(retries, { attempts: 2, retryOn: "connect-failure,refused-stream" });
      }),
    );
  });
});

describe("subsets of a canary route", () => {
  it("select pods by their track", () => {
    const both = planOf({ stable: "1.0.0", canary: { version: "1.1.0", weight: 10 } });
    assert.deepEqual(subsetsOf(both).subsets, [
      { name: "stable", labels: { [trackLabel]: "stable" } },
      { name: "canary", labels: { [trackLabel]: "canary" } },
    ]);
  });
});

describe("arguments of a canary route", () => {
  const canary = (weight: number) => planOf({ stable: "1", canary: { version: "2", weight } });
  const stable = planOf({ stable: "1" });
  const refused: [string, CanaryPlan, RegExp][] = [
    ["a weight above 100", canary(101), /weight is 101; give a whole number from 0 to 100/],
    ["a weight below 0", canary(-1), /weight is -1/],
    ["half a percent", canary(0.5), /weight is 0.5/],
    ["no time", { ...stable, timeoutSeconds: 0 }, /timeoutSeconds is 0; give more than 0/],
    ["a stream that is no path", { ...stable, streams: ["events"] }, /stream "events" is no path/],
  ];
  for (const [what, plan, message] of refused) {
    it(`refuse ${what}, naming the route`, () => {
      assert.throws(() => checkCanary("vote", plan), message);
      assert.throws(() => checkCanary("vote", plan), /^RangeError: CanaryRoute "vote"/);
    });
  }
});

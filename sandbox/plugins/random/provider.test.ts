import assert from "node:assert/strict";
import fc from "fast-check";
import { isSecret, UNKNOWN, type Properties } from "../provider/index.ts";
import { randomString, shuffle } from "./generate.ts";
import { createProvider } from "./provider.ts";

const provider = createProvider();
const resource = (type: string): { urn: string; type: string; name: string } => ({
  urn: `urn:pulumi:s::p::random:index/x:${type}::n`,
  type: `random:index/x:${type}`,
  name: "n",
});

async function checked(type: string, news: Properties): Promise<Properties> {
  return (await provider.check({ ...resource(type), olds: {}, news, randomSeed: new Uint8Array() })).inputs;
}

describe("random provider", () => {
  it("fills in defaults and reports what is wrong", async () => {
    assert.equal((await checked("RandomPassword", { length: 8 }))["special"], true);
    const missing = await provider.check({
      ...resource("RandomId"),
      olds: {},
      news: {},
      randomSeed: new Uint8Array(),
    });
    assert.deepEqual(missing.failures, [{ property: "byteLength", reason: "is required" }]);
    const news = { length: 2, minLower: 2, minUpper: 2 };
    const short = await provider.check({
      ...resource("RandomString"),
      olds: {},
      news,
      randomSeed: new Uint8Array(),
    });
    assert.match(
      short.failures?.[0]?.reason ?? "",
      /is 2, but must be at least 1 and at least the sum of the minimums, 4/,
    );
  });

  it("draws nothing in a preview, and says what is not known yet", async () => {
    const created = await provider.create({
      ...resource("RandomPassword"),
      inputs: { length: 4 },
      preview: true,
    });
    assert.deepEqual(created, { id: "", outputs: { length: 4, result: UNKNOWN } });
  });

  it("keeps a password out of its id and marks it secret", async () => {
    const inputs = await checked("RandomPassword", { length: 12, special: false });
    const { id, outputs } = await provider.create({ ...resource("RandomPassword"), inputs, preview: false });
    const { result } = outputs;
    assert.equal(id, "none");
    assert.ok(isSecret(result));
    assert.match((result as { value: string }).value, /^[a-zA-Z0-9]{12}$/);
  });

  it("draws again whenever an input changes", async () => {
    const request = { ...resource("RandomPet"), id: "x", oldOutputs: {} };
    const oldInputs = { length: 2, keepers: { version: "1" } };
    const changed = await provider.diff({
      ...request,
      oldInputs,
      news: { length: 2, keepers: { version: "2" } },
    });
    assert.deepEqual(changed.changes, [{ path: "keepers.version", kind: "update", replace: true }]);
    assert.deepEqual((await provider.diff({ ...request, oldInputs, news: oldInputs })).changes, []);
  });

  it("reads back what the state holds, and imports from an id", async () => {
    const state = { id: "i", inputs: { length: 4 }, outputs: { length: 4, result: "abcd" } };
    assert.deepEqual(await provider.read({ ...resource("RandomString"), ...state }), state);
    const imported = await provider.read({ ...resource("RandomId"), id: "p-,_wA", inputs: {}, outputs: {} });
    assert.deepEqual(imported?.inputs, { byteLength: 2, prefix: "p-" });
    assert.equal(imported?.outputs["hex"], "p-ff00");
    await assert.rejects(
      Promise.resolve().then(() =>
        provider.read({ ...resource("RandomPet"), id: "x", inputs: {}, outputs: {} }),
      ),
      /cannot be imported/,
    );
  });

  it("names the types that it serves", async () => {
    await assert.rejects(
      Promise.resolve().then(() => checked("RandomNothing", {})),
      /does not serve random:index\/x:RandomNothing; it serves RandomPassword/,
    );
  });
});

describe("randomString", () => {
  it("keeps every rule", () => {
    const count = fc.nat({ max: 4 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.nat({ max: 20 }),
        (minLower, minUpper, minNumeric, minSpecial, more) => {
          const length = minLower + minUpper + minNumeric + minSpecial + more;
          const classes = { lower: true, upper: true, numeric: true, special: true, overrideSpecial: "-_" };
          const text = randomString({ length, minLower, minUpper, minNumeric, minSpecial, ...classes });
          const among = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
          assert.equal(text.length, length);
          assert.ok(among(/[a-z]/g) >= minLower && among(/[A-Z]/g) >= minUpper);
          assert.ok(among(/\d/g) >= minNumeric && among(/[-_]/g) >= minSpecial);
          assert.match(text, /^[a-zA-Z0-9_-]*$/);
        },
      ),
    );
  });
});

describe("shuffle", () => {
  it("keeps every item", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (items) => {
        const sorted = (list: readonly number[]): number[] => list.toSorted((left, right) => left - right);
        assert.deepEqual(sorted(shuffle(items)), sorted(items));
      }),
    );
  });
});

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  hasUnknown,
  isSecret,
  rewrapProperties,
  secret,
  UNKNOWN,
  unwrapProperties,
  type Properties,
  type Value,
} from "./values.ts";

const plainValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie("value"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const plainBag = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), plainValue, {
  maxKeys: 4,
  noNullPrototype: true,
});

/** Marks some of the values, anywhere, as secret. */
function sprinkle(value: Value, random: () => boolean): Value {
  const inner = Array.isArray(value)
    ? value.map((item) => sprinkle(item, random))
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value).map(([name, item]) => [name, sprinkle(item ?? null, random)]),
        )
      : value;
  return random() ? secret(inner) : inner;
}

describe("secret values", () => {
  it("are plain for a provider, and marked again where the inputs had them", () => {
    fc.assert(
      fc.property(plainBag, fc.infiniteStream(fc.boolean()), (bag, choices) => {
        const random = (): boolean => choices.next().value;
        const wrapped = Object.fromEntries(
          Object.entries(bag).map(([name, value]) => [name, sprinkle(value, random)]),
        );
        assert.deepEqual(unwrapProperties(wrapped), bag);
        assert.deepEqual(unwrapProperties(rewrapProperties(bag, wrapped)), bag);
        for (const [name, value] of Object.entries(wrapped)) {
          assert.equal(isSecret(rewrapProperties(bag, wrapped)[name]), isSecret(value));
        }
      }),
    );
  });

  it("keep their place inside objects and lists, and what a provider marked stays marked", () => {
    const wrapped: Properties = { list: ["a", secret("b")], bag: { c: secret("c") } };
    const plain: Properties = { list: ["a", "b"], bag: { c: "c", d: secret("d") }, extra: 1 };
    assert.deepEqual(rewrapProperties(plain, wrapped), {
      list: ["a", secret("b")],
      bag: { c: secret("c"), d: secret("d") },
      extra: 1,
    });
  });

  it("are never wrapped twice", () => {
    assert.deepEqual(secret(secret("x")), secret("x"));
    assert.deepEqual(rewrapProperties({ a: secret("x") }, { a: secret("x") }), { a: secret("x") });
  });
});

describe("unwrapProperties", () => {
  const reference = (id: string | undefined): Properties => ({
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    urn: "urn:x",
    ...(id === undefined ? {} : { id }),
  });

  it("turns references to resources into their ids, and to components into their URNs", () => {
    assert.deepEqual(unwrapProperties({ a: reference("i-1"), b: [reference(undefined)] }), {
      a: "i-1",
      b: ["urn:x"],
    });
  });
});

describe("hasUnknown", () => {
  it("finds the sentinel at any depth", () => {
    assert.equal(hasUnknown({ a: [{ b: UNKNOWN }] }), true);
    assert.equal(hasUnknown({ a: [{ b: "known" }], c: null }), false);
  });
});

import assert from "node:assert/strict";
import { schema } from "../schema/schema.ts";
import { samples } from "../testing/samples.ts";
import { urn, World } from "../testing/world.ts";
import { select } from "../values/paths.ts";
import { missingReferences } from "../situation.ts";
import { rules } from "./index.ts";
import type { Properties, Reference } from "./rule.ts";

/** A copy of `inputs` with `value` at `path`, whose lists get it as their first item. */
function withValue(inputs: Properties, path: string, value: unknown): Properties {
  const copy = structuredClone(inputs);
  const steps = path
    .replaceAll("[]", "[0]")
    .split(/[.[\]]+/)
    .filter(Boolean);
  let holder = copy as Record<string, unknown>;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    holder[step] ??= /^\d+$/.test(steps[index + 1]!) ? [] : {};
    holder = holder[step] as Record<string, unknown>;
  }
  holder[steps.at(-1)!] = value;
  return copy;
}

/** What is said about references of inputs that are not otherwise complete. */
function unresolved(world: World, type: string, inputs: Properties): string {
  const { account, configuration } = world;
  const question = {
    account,
    accountId: configuration.account,
    region: configuration.region,
    type,
    inputs,
    isSelf: () => false,
  };
  return missingReferences(question, false)
    .map(({ reason }) => reason)
    .join("\n");
}

function stranger(reference: Reference, value: unknown): string {
  const text = String(value);
  return text.startsWith("arn:")
    ? `${text.slice(0, -4)}gone`
    : reference.noun === "queue"
      ? `${text}-gone`
      : `${text.slice(0, 4)}-gone`;
}

describe("table of AWS resource types", () => {
  let world: World;
  before(() => (world = new World()));
  after(() => world.close());

  for (const [type, rule] of Object.entries(rules)) {
    describe(type, () => {
      before(() => world.clear());

      it("is a type of the package, with a sample", () => {
        assert.ok(
          Object.keys(schema.types[type]?.outputs ?? {}).length > 0,
          "not in the schema: run schema/generate.ts",
        );
        assert.ok(samples[type], "no sample");
      });

      it("names only properties that the package has", () => {
        const known = { ...schema.types[type]!.inputs, ...schema.types[type]!.outputs };
        const named = [
          ...rule.replaces,
          ...(rule.references ?? []).map(({ field }) => field),
          ...Object.keys(rule.defaults ?? {}),
          ...(rule.renewed ?? []),
          ...(rule.name ? [rule.name.field] : []),
        ];
        for (const path of named) assert.ok(known[path.split(/[.[]/)[0]!], `${path} is not a property`);
      });

      for (const [name, shape] of Object.entries(schema.types[type]?.inputs ?? {})) {
        if (shape.endsWith("?")) continue;
        it(`refuses to do without ${name}`, () => {
          const { [name]: _, ...rest } = world.inputs(type);
          const { failures } = world.check(type, "sample", rest);
          assert.ok(
            failures.some(
              ({ property, reason }) => property === name && reason.startsWith("Missing required argument"),
            ),
          );
        });
      }

      for (const reference of rule.references ?? []) {
        it(`refuses an unknown ${reference.field}`, () => {
          const inputs = world.inputs(type);
          const found = select(inputs, reference.field)[0];
          const expected = new RegExp(`${reference.code.replaceAll(".", "\\.")}: the ${reference.noun}`);
          if (found) {
            const wrong = withValue(inputs, found.path, stranger(reference, found.value));
            assert.throws(() => world.create(type, "wrong", wrong), expected);
            assert.deepEqual(world.account.findByUrn(urn(type, "wrong")), []);
          } else {
            const value =
              reference.arn === true
                ? `arn:aws:${/^aws:(\w+)/.exec(reference.type)?.[1]}:eu-west-1:000000000000:gone`
                : "gone";
            assert.match(unresolved(world, type, withValue(inputs, reference.field, value)), expected);
          }
        });
      }

      it("takes the smallest sample, and answers every output that always has a value, and no other", () => {
        const made = world.make(type);
        const outputs = schema.types[type]!.outputs;
        const stored = world.account.get(made.id, type)!;
        assert.deepEqual(
          stored.state,
          Object.fromEntries(
            Object.entries(made).filter(([name]) => name !== "id" || outputs.id !== undefined),
          ),
        );
        for (const [name, shape] of Object.entries(outputs)) {
          if (!shape.endsWith("?")) assert.notEqual(stored.state[name], undefined, `${name} is missing`);
        }
        const extra = Object.keys(stored.state).filter(
          (name) => outputs[name] === undefined && schema.types[type]!.inputs[name] === undefined,
        );
        assert.deepEqual(extra, []);
      });

      for (const { code, fields } of rule.unique ?? []) {
        it(`refuses a second one with the same ${fields.join(", ")}`, () => {
          world.make(type);
          const second = world.inputs(type);
          assert.throws(() => world.create(type, "second", second), new RegExp(code));
          assert.equal(world.account.findByUrn(urn(type, "second")).length, 0);
        });
      }

      it("is deleted, once and again, and nothing is left", () => {
        const { id } = world.make(type);
        world.operations.delete({ type, urn: urn(type, type) }, id);
        world.operations.delete({ type, urn: urn(type, type) }, id);
        assert.equal(world.account.get(id, type), undefined);
      });
    });
  }
});

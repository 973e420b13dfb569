import assert from "node:assert/strict";
import { typesOnly } from "../schema.ts";
import type { Schema } from "../schema.ts";

const cases: readonly [what: string, schema: object, types: Schema][] = [
  [
    "prose and rules go",
    { type: "string", description: "prose", pattern: "^a$", maxLength: 3 },
    { type: "string" },
  ],
  ["enumerations stay", { type: "string", enum: ["a", "b"] }, { enum: ["a", "b"] }],
  [
    "int-or-string",
    { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
    { tsType: "number | string" },
  ],
  [
    "unknown fields",
    { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    { tsType: "Record<string, unknown>" },
  ],
  ["an object without fields", { type: "object" }, { tsType: "Record<string, never>" }],
  ["anything", {}, { tsType: "unknown" }],
  [
    "a map of lists",
    { type: "object", additionalProperties: { type: "array", items: { type: "integer", minimum: 1 } } },
    { type: "object", additionalProperties: { type: "array", items: { type: "integer" } } },
  ],
  [
    "a required field with a default is optional to whoever writes it",
    {
      type: "object",
      required: ["a", "b"],
      properties: { a: { type: "string" }, b: { type: "boolean", default: false } },
    },
    {
      type: "object",
      required: ["a"],
      additionalProperties: false,
      properties: { a: { type: "string" }, b: { type: "boolean" } },
    },
  ],
];

describe("types of a CRD schema", () => {
  for (const [what, schema, types] of cases) {
    it(what, () => {
      assert.deepEqual(typesOnly(schema), types);
    });
  }
});

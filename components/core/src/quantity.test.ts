import assert from "node:assert/strict";
import { parseQuantity } from "./quantity.ts";

describe("parseQuantity", () => {
  const cases: readonly (readonly [string, number])[] = [
    ["0", 0],
    ["2", 2],
    ["1.5", 1.5],
    ["250m", 0.25],
    ["64Mi", 67_108_864],
    ["1Gi", 1_073_741_824],
    ["1G", 1e9],
  ];
  for (const [text, value] of cases) {
    it(`reads ${text}`, () => assert.equal(parseQuantity(text), value));
  }

  for (const text of ["", "Mi", "-1", "1 Gi", "1gi", "1e3x", "NaN"]) {
    it(`refuses ${JSON.stringify(text)} and says so`, () => {
      assert.throws(() => parseQuantity(text), {
        name: "RangeError",
        message: /is not a Kubernetes quantity/,
      });
    });
  }
});

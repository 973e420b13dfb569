import assert from "node:assert/strict";
import { amountOf } from "./quantity.ts";

describe("amountOf", () => {
  const amounts: readonly (readonly [unknown, number | undefined])[] = [
    ["250m", 0.25],
    ["1", 1],
    [2, 2],
    ["1.5", 1.5],
    [".5", 0.5],
    ["1.", 1],
    ["1Ki", 1024],
    ["0.5Gi", 2 ** 29],
    ["1G", 1e9],
    ["1e3", 1000],
    ["1E3", 1000],
    ["1E", 1e18],
    ["-1", -1],
    ["", undefined],
    ["Mi", undefined],
    ["1 Gi", undefined],
    ["1gb", undefined],
    [true, undefined],
    [undefined, undefined],
  ];
  for (const [quantity, amount] of amounts) {
    it(`reads ${JSON.stringify(quantity)}`, () => assert.equal(amountOf(quantity), amount));
  }
});

import assert from "node:assert/strict";
import { elapsed, reportTo, step } from "./progress.ts";

describe("progress", () => {
  const recorder = (isTTY: boolean) => {
    let text = "";
    return { stream: { isTTY, columns: 40, write: (part: string) => (text += part) }, text: () => text };
  };

  it("is a line at the start and one at the end where there is no terminal", async () => {
    const { stream, text } = recorder(false);
    await step(reportTo(stream), "building x", (current) => Promise.resolve(current.update("detail")));
    assert.match(text(), /^building x \.\.\.\nbuilding x: done \(\d\.\d s\)\n$/);
  });

  it("is one line that is drawn anew on a terminal, never wider than it", async () => {
    const { stream, text } = recorder(true);
    await step(reportTo(stream), "building x", async (current) => {
      current.update("d".repeat(100));
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    assert.equal(text().split("\n").length, 2);
    for (const drawn of text().split("\r\u001b[2K")) {
      assert.ok(drawn.length < 40, drawn);
    }
    assert.match(text(), /building x: done/);
  });

  it("says that a step has failed, and lets the error through", async () => {
    const { stream, text } = recorder(false);
    await assert.rejects(
      step(reportTo(stream), "building x", () => Promise.reject(new Error("no"))),
      /^Error: no$/,
    );
    assert.match(text(), /building x: failed/);
  });

  it("tells durations as people do", () => {
    assert.deepEqual([40, 9_940, 59_700, 205_000].map(elapsed), [
      "0.0 s",
      "9.9 s",
      "1 min 0 s",
      "3 min 25 s",
    ]);
  });
});

import assert from "node:assert/strict";
import { Field, UNKNOWN } from "./field.ts";

const root = Field.of({
  known: { list: [{ name: "a" }, UNKNOWN, null] },
  unknown: UNKNOWN,
  nothing: null,
  "with/slash": true,
});

describe("Field", () => {
  it("tells known, unknown and absent apart", () => {
    assert.equal(root.get("known").state, "known");
    assert.equal(root.get("unknown").state, "unknown");
    assert.equal(root.get("nothing").state, "absent");
    assert.equal(root.get("never").state, "absent");
  });

  it("is unknown below an unknown value, and says which one", () => {
    const field = root.get("unknown", "a", "b");
    assert.deepEqual([field.state, field.path, field.missing], ["unknown", "unknown.a.b", "unknown"]);
  });

  it("is absent below anything but an object, and for what objects inherit", () => {
    assert.equal(root.get("known", "list", "length").state, "absent");
    assert.equal(root.get("with/slash", "a").state, "absent");
    assert.equal(root.get("constructor").state, "absent");
  });

  it("reads a list item by item", () => {
    const [first, second, third, ...rest] = root.get("known", "list").items();
    assert.deepEqual([first?.get("name").value, first?.path], ["a", "known.list[0]"]);
    assert.deepEqual([second?.get("name").state, second?.get("name").missing], ["unknown", "known.list[1]"]);
    assert.equal(third?.state, "absent");
    assert.equal(rest.length, 0);
  });

  it("stands in with one unknown item for a list that is not known", () => {
    const [item, ...rest] = root.get("unknown").items();
    assert.deepEqual(
      [item?.state, item?.path, item?.missing, rest],
      ["unknown", "unknown[*]", "unknown", []],
    );
  });

  it("quotes a key that is not a word", () => {
    assert.equal(root.get("with/slash").path, '["with/slash"]');
    assert.equal(root.get("a", "b.c", "d").path, 'a["b.c"].d');
  });

  it("falls back only where it is absent, and keeps its own path", () => {
    const fallback = root.get("nothing").or(root.get("unknown"));
    assert.deepEqual([fallback.path, fallback.state, fallback.missing], ["nothing", "unknown", "unknown"]);
    assert.equal(root.get("with/slash").or(root.get("unknown")).value, true);
    assert.equal(root.get("unknown").or(root.get("with/slash")).state, "unknown");
  });
});

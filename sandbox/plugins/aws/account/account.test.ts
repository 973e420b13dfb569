import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { openAccount, type Resource } from "./account.ts";

const WRITER = new URL("../testing/writer.ts", import.meta.url).pathname;

function resource(id: string, rest: Partial<Resource> = {}): Resource {
  return {
    type: "t",
    id,
    arn: `arn:${id}`,
    region: "eu-west-1",
    account: "0",
    urn: `urn:pulumi:dev::p::t::${id}`,
    inputs: { a: 1 },
    state: { b: [2] },
    created: "2026-01-01",
    ...rest,
  };
}

describe("account", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "account-"))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it("gives back what was put, after reopening too", () => {
    const first = openAccount(directory);
    first.put(resource("one"));
    first.put(resource("two", { urn: "urn:pulumi:prod::p::t::two", region: "global" }));
    first.close();
    const account = openAccount(directory);
    assert.deepEqual(account.get("one"), resource("one"));
    assert.deepEqual(
      account.list().map(({ id }) => id),
      ["one", "two"],
    );
    assert.deepEqual(
      account.list({ stack: "prod" }).map(({ id }) => id),
      ["two"],
    );
    assert.deepEqual(
      account.list({ region: "us-east-1" }).map(({ id }) => id),
      ["two"],
    );
    assert.deepEqual([account.count(), account.count("dev"), account.count("none")], [2, 1, 0]);
    assert.equal(account.findByUrn("urn:pulumi:dev::p::t::one")[0]?.id, "one");
    assert.equal(account.locate("t", "eu-west-1", "arn:one")?.id, "one");
    assert.equal(account.locate("t", "us-east-1", "arn:one"), undefined);
    assert.equal(account.delete("one"), 1);
    assert.equal(account.delete("one"), 0);
    account.close();
  });

  it("does all of a transaction or nothing", () => {
    const account = openAccount(directory);
    assert.throws(
      () => account.transaction(() => (account.put(resource("one")), assert.fail("stop"))),
      /stop/,
    );
    assert.equal(account.count(), 0);
    account.close();
  });

  it("refuses a file of another layout by name", () => {
    openAccount(directory).close();
    const database = new DatabaseSync(join(directory, "account.db"));
    database.exec("pragma user_version = 99");
    database.close();
    assert.throws(() => openAccount(directory), /account\.db has layout 99.*delete the folder/);
  });

  it("takes writes of several processes at once, one after the other", async () => {
    const writers = ["a", "b", "c"].map((name) =>
      spawn(process.execPath, [WRITER, directory, name, "40"], { stdio: ["ignore", "ignore", "inherit"] }),
    );
    for (const codes of await Promise.all(writers.map((writer) => once(writer, "exit"))))
      assert.equal(codes[0], 0);
    const account = openAccount(directory);
    assert.equal(account.count(), 120);
    assert.deepEqual(
      new Set(account.list().map(({ inputs }) => inputs.seen)).size,
      120,
      "two transactions saw the same state",
    );
    account.close();
  });

  it("loses nothing acknowledged when its process is killed, again and again", async () => {
    const acknowledged: string[] = [];
    for (const [round, after] of [1, 3, 10, 17, 40].entries()) {
      const writer = spawn(process.execPath, [WRITER, directory, `kill${round}`], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let left = after;
      createInterface({ input: writer.stdout }).on("line", (id) => {
        acknowledged.push(id);
        if (--left === 0) writer.kill("SIGKILL");
      });
      await once(writer, "close");
      const database = new DatabaseSync(join(directory, "account.db"));
      assert.equal(database.prepare("pragma integrity_check").get()?.integrity_check, "ok");
      database.close();
    }
    const account = openAccount(directory);
    const ids = new Set(account.list().map(({ id }) => id));
    assert.deepEqual(
      acknowledged.filter((id) => !ids.has(id)),
      [],
    );
    assert.ok(acknowledged.length >= 71);
    account.close();
  });
});

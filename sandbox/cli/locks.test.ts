import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { holderOf, parseLock, readLocks, removeStaleLocks } from "./locks.ts";

function lockText(pid: number, host = hostname()): string {
  return JSON.stringify({ pid, username: "somebody", hostname: host, timestamp: new Date().toISOString() });
}

describe("locks", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "locks-"));
    file = join(folder, "0001.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are none in a folder that is not there", () => {
    assert.deepEqual(removeStaleLocks(join(folder, "none"), "dev"), []);
  });

  it("of a process that has died are removed", async () => {
    const child = spawn("true");
    await once(child, "close");
    writeFileSync(file, lockText(child.pid ?? 0));
    assert.equal(removeStaleLocks(folder, "dev").length, 1);
    assert.equal(existsSync(file), false);
  });

  it("are removed when another program has the number now", () => {
    writeFileSync(file, lockText(process.pid));
    assert.equal(removeStaleLocks(folder, "dev").length, 1);
  });

  it("of an engine that lives are respected", async () => {
    const engine = join(folder, "pulumi");
    copyFileSync("/bin/sleep", engine);
    const child = spawn(engine, ["60"]);
    await once(child, "spawn");
    try {
      writeFileSync(file, lockText(child.pid ?? 0));
      assert.throws(
        () => removeStaleLocks(folder, "dev"),
        /stack "dev": somebody has been changing it since/,
      );
      assert.ok(existsSync(file));
    } finally {
      child.kill("SIGKILL");
      await once(child, "close");
    }
  });

  it("of another machine are respected", () => {
    writeFileSync(file, lockText(1, "elsewhere.test"));
    assert.throws(() => removeStaleLocks(folder, "dev"), /on elsewhere\.test.*pulumi cancel/s);
    assert.equal(
      holderOf({ file, pid: 1, username: "", hostname: "a", taken: 0 }, "b", "pulumi"),
      "elsewhere",
    );
  });

  it("that were never finished are removed once they are old", () => {
    writeFileSync(file, lockText(1).slice(0, 10));
    assert.deepEqual(readLocks(folder), []);
    assert.ok(existsSync(file), "it may be under way");
    utimesSync(file, new Date(0), new Date(0));
    assert.deepEqual(readLocks(folder), []);
    assert.equal(existsSync(file), false);
  });

  it("are read as Pulumi writes them", () => {
    const text = '{"pid":7,"username":"u","hostname":"h","timestamp":"2026-01-02T03:04:05.678901234+01:00"}';
    assert.equal(parseLock("f", text)?.taken, Date.UTC(2026, 0, 2, 2, 4, 5, 678));
    assert.equal(parseLock("f", "{}"), undefined);
  });
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { isUserError } from "../errors.ts";
import { cached, cacheDirectory, contentKey, isDiskFull } from "./cache.ts";
import { withLock } from "./lock.ts";
import { silent } from "./progress.ts";

describe("the cache", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "cache-test-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const artifact = (make: (directory: string) => Promise<void>, key = "k1") => ({
    name: "tool",
    label: "tool 1.0",
    key,
    make,
  });
  const write = (directory: string) => writeFile(join(directory, "tool"), "made");

  it("makes a thing once", async () => {
    let times = 0;
    const make = (directory: string) => {
      times++;
      return write(directory);
    };
    const first = await cached(artifact(make), silent, root);
    assert.equal(await cached(artifact(make), silent, root), first);
    assert.equal(await readFile(join(first, "tool"), "utf8"), "made");
    assert.equal(times, 1);
  });

  it("makes it once also when many want it at once", async () => {
    let times = 0;
    const make = async (directory: string) => {
      times++;
      await new Promise((resolve) => setTimeout(resolve, 50));
      await write(directory);
    };
    await Promise.all([1, 2, 3].map(() => cached(artifact(make), silent, root)));
    assert.equal(times, 1);
  });

  it("keeps nothing of an attempt that failed or was killed", async () => {
    const half = async (directory: string) => {
      await write(directory);
      throw new Error("compiler said no");
    };
    await assert.rejects(cached(artifact(half), silent, root), /compiler said no/);
    for (const key of ["k0", "k1"]) {
      await mkdir(join(root, "tool", `${key}.partial`));
      await writeFile(join(root, "tool", `${key}.partial`, "leftover"), "");
    }
    const directory = await cached(artifact(write), silent, root);
    assert.deepEqual(await readdir(directory), ["tool"]);
    assert.deepEqual((await readdir(join(root, "tool"))).toSorted(), ["k1", "lock"]);
  });

  it("says so when the disk is full, in a tool's words too", async () => {
    const full = [
      Object.assign(new Error("write"), { code: "ENOSPC" }),
      new Error("link: writing output: no space left on device"),
      new Error("database or disk is full"),
      new Error("build failed", { cause: Object.assign(new Error("x"), { code: "EDQUOT" }) }),
    ];
    for (const error of full) {
      await assert.rejects(
        cached(
          artifact(() => Promise.reject(error)),
          silent,
          root,
        ),
        (thrown) =>
          isUserError(thrown) && thrown.thing === join(root, "tool") && /no disk space/.test(thrown.fact),
      );
    }
    assert.ok(!isDiskFull(new Error("no such file")));
  });

  it("forgets what nobody has asked for in a month, when something new is made", async () => {
    const old = await cached(artifact(write, "old"), silent, root);
    const recent = await cached(artifact(write, "recent"), silent, root);
    const longAgo = new Date(Date.now() - 31 * 24 * 60 * 60 * 1000);
    await utimes(old, longAgo, longAgo);
    await utimes(recent, longAgo, longAgo);
    await cached(artifact(write, "recent"), silent, root);
    await cached(artifact(write, "new"), silent, root);
    assert.deepEqual([existsSync(old), existsSync(recent)], [false, true]);
  });

  it("lies where the XDG specification says", () => {
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "/var/cache/me" }), "/var/cache/me/plinth");
    assert.equal(cacheDirectory({ XDG_CACHE_HOME: "relative" }), cacheDirectory({}));
  });

  it("keys different parts differently, wherever they are cut", () => {
    const parts = fc.array(fc.string(), { maxLength: 5 });
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const same = left.length === right.length && left.every((part, index) => part === right[index]);
        assert.equal(contentKey(left) === contentKey(right), same);
      }),
    );
  });
});

describe("the lock", () => {
  it("ends with the process that holds it, however that ends", async () => {
    const root = await mkdtemp(join(tmpdir(), "lock-test-"));
    const file = join(root, "lock");
    const module = new URL("lock.ts", import.meta.url).href;
    const script = `const { withLock } = await import(${JSON.stringify(module)});
      await withLock(${JSON.stringify(file)}, () => { console.log("held"); return new Promise(() => setInterval(() => {}, 1000)); });`;
    const holder = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(holder.stdout, "data");
      const order: string[] = [];
      const waiting = withLock(
        file,
        async () => {
          order.push("mine");
        },
        () => {
          order.push("waiting");
          holder.kill("SIGKILL");
        },
      );
      await waiting;
      assert.deepEqual(order, ["waiting", "mine"]);
    } finally {
      holder.kill("SIGKILL");
      await rm(root, { recursive: true });
    }
  });
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { openAccount, type Resource } from "../plugins/aws/account/account.ts";
import {
  pendingOf,
  readCheckpoint,
  type Checkpoint,
  type PendingOperation,
  type ResourceState,
} from "./checkpoint.ts";
import { sandboxPaths, stackPaths } from "./paths.ts";
import { recover, unrecorded } from "./recovery.ts";

const type = "aws:ec2/vpc:Vpc";
const urn = (name: string) => `urn:pulumi:dev::app::${type}::${name}`;
const resource = (name: string, id?: string): ResourceState => ({ urn: urn(name), type, custom: true, id });

function inAccount(name: string, id: string): Resource {
  const empty = { inputs: {}, state: {}, created: "2026-01-01T00:00:00.000Z" };
  return { type, id, arn: "", region: "us-east-1", account: "123456789012", urn: urn(name), ...empty };
}

function checkpoint(
  resources: readonly ResourceState[],
  pending: readonly PendingOperation[] = [],
): Checkpoint {
  return {
    version: 3,
    checkpoint: { stack: "organization/app/dev", latest: { resources, pending_operations: pending } },
  };
}

describe("recover", () => {
  let home: string;
  const files = () => stackPaths(sandboxPaths(home, home), "app", "dev");
  const aws = () => sandboxPaths(home, home).aws;

  const write = (state: Checkpoint) => {
    mkdirSync(dirname(files().checkpoint), { recursive: true });
    writeFileSync(files().checkpoint, JSON.stringify(state));
  };
  const fill = (...resources: readonly Resource[]) => {
    const account = openAccount(aws());
    resources.forEach((each) => account.put(each));
    account.close();
  };
  const idsLeft = () => {
    const account = openAccount(aws());
    const ids = account.list().map(({ id }) => id);
    account.close();
    return ids;
  };
  const run = async () => {
    const refreshed: string[] = [];
    const refresh = async (urns: readonly string[] | "all") => void refreshed.push(...[urns].flat());
    return { done: await recover({ stack: "dev", files: files(), aws: aws(), refresh }), refreshed };
  };

  beforeEach(() => (home = mkdtempSync(join(tmpdir(), "recovery-"))));
  afterEach(() => rmSync(home, { recursive: true }));

  it("does nothing where nothing was begun", async () => {
    assert.deepEqual((await run()).done, []);
    write(checkpoint([resource("kept", "vpc-1")]));
    const before = readFileSync(files().checkpoint, "utf8");
    assert.deepEqual((await run()).done, []);
    assert.equal(readFileSync(files().checkpoint, "utf8"), before);
    assert.deepEqual(readdirSync(dirname(files().checkpoint)), ["dev.json"]);
  });

  it("removes what was created and not recorded, and nothing that was recorded", async () => {
    fill(
      inAccount("orphan", "vpc-2"),
      inAccount("kept", "vpc-1"),
      inAccount("replaced", "vpc-old"),
      inAccount("replaced", "vpc-new"),
    );
    const creating = ["orphan", "replaced", "never"].map((name) => ({
      type: "creating" as const,
      resource: resource(name),
    }));
    write(checkpoint([resource("kept", "vpc-1"), resource("replaced", "vpc-old")], creating));
    const { done, refreshed } = await run();
    assert.deepEqual(idsLeft().toSorted(), ["vpc-1", "vpc-old"]);
    assert.deepEqual(pendingOf(readCheckpoint(files().checkpoint)), []);
    assert.deepEqual(refreshed, []);
    assert.match(done.join("\n"), /vpc-2, vpc-new/);
    assert.ok(existsSync(`${files().checkpoint}.before-recovery`));
    assert.deepEqual((await run()).done, []);
  });

  it("has the state refreshed where a deletion was under way, before it forgets that", async () => {
    write(
      checkpoint([resource("going", "vpc-1")], [{ type: "deleting", resource: resource("going", "vpc-1") }]),
    );
    let pendingDuring = 0;
    const refresh = async () => void (pendingDuring = pendingOf(readCheckpoint(files().checkpoint)).length);
    await recover({ stack: "dev", files: files(), aws: aws(), refresh });
    assert.equal(pendingDuring, 1);
    assert.deepEqual(pendingOf(readCheckpoint(files().checkpoint)), []);
  });

  it("after a damaged state, removes everything of the stack that the older state does not know", async () => {
    fill(inAccount("kept", "vpc-1"), inAccount("later", "vpc-2"), {
      ...inAccount("x", "vpc-3"),
      urn: `urn:pulumi:prod::app::${type}::x`,
    });
    write(checkpoint([resource("kept", "vpc-1")]));
    writeFileSync(`${files().checkpoint}.bak`, readFileSync(files().checkpoint));
    writeFileSync(files().checkpoint, "{");
    const { done, refreshed } = await run();
    assert.match(done.join("\n"), /the engine's backup dev\.json\.bak/);
    assert.deepEqual(refreshed, ["all"]);
    assert.deepEqual(idsLeft(), ["vpc-1", "vpc-3"]);
  });

  it("waits for an engine whose command was killed, and removes its lock", async () => {
    const engine = spawn("sleep", ["1"], { stdio: "ignore" });
    await once(engine, "spawn");
    const { identify } = await import("../controlplane/identity.ts");
    mkdirSync(files().directory, { recursive: true });
    const gone = { pid: 2 ** 22 + 1, started: "never" };
    writeFileSync(files().running, JSON.stringify({ engine: identify(engine.pid ?? 0), starter: gone }));
    mkdirSync(files().locks, { recursive: true });
    const lock = {
      pid: engine.pid,
      username: "u",
      hostname: hostname(),
      timestamp: new Date().toISOString(),
    };
    writeFileSync(join(files().locks, "1.json"), JSON.stringify(lock));
    const { done } = await run();
    assert.equal(done.length, 2, done.join("\n"));
    assert.equal(engine.exitCode, 0);
    assert.deepEqual(readdirSync(files().locks), []);
    assert.equal(existsSync(files().running), false);
  });
});

describe("unrecorded", () => {
  it("tells two resources of one URN apart by their ids", () => {
    const candidates = [
      { urn: urn("a"), id: "1" },
      { urn: urn("a"), id: "2" },
    ];
    assert.deepEqual(unrecorded(candidates, checkpoint([resource("a", "2")])), [candidates[0]]);
    assert.deepEqual(unrecorded(candidates, undefined), candidates);
  });
});

import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  clearPendingOperations,
  pendingOf,
  plainOutputs,
  readCheckpoint,
  restoreDamaged,
  saltOf,
  type Checkpoint,
  type PendingOperation,
} from "./checkpoint.ts";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };
const stackUrn = "urn:pulumi:dev::app::pulumi:pulumi:Stack::app-dev";

function checkpointWith(pending: readonly PendingOperation["type"][]): Checkpoint {
  const operations = pending.map((type, index) => ({
    type,
    resource: {
      urn: `urn:pulumi:dev::app::aws:ec2/vpc:Vpc::vpc${index}`,
      type: "aws:ec2/vpc:Vpc",
      custom: true,
    },
  }));
  return {
    version: 3,
    checkpoint: {
      stack: "organization/app/dev",
      latest: {
        secrets_providers: { type: "passphrase", state: { salt: "v1:salt" } },
        resources: [
          {
            urn: stackUrn,
            type: "pulumi:pulumi:Stack",
            custom: false,
            outputs: { url: "https://vote.test", token: SECRET, nested: { deep: [SECRET] } },
          },
        ],
        pending_operations: operations,
      },
    },
  };
}

describe("a checkpoint", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
    file = join(folder, "dev.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is absent before the stack is made", () => {
    assert.equal(readCheckpoint(file), undefined);
    assert.equal(restoreDamaged(file, folder), undefined);
  });

  it("gives outputs without those that hold a secret anywhere", () => {
    assert.deepEqual(plainOutputs(checkpointWith([])), { url: "https://vote.test" });
  });

  it("gives the salt of the passphrase provider only", () => {
    assert.equal(saltOf(checkpointWith([])), "v1:salt");
    assert.equal(
      saltOf({ version: 3, checkpoint: { stack: "x", latest: { secrets_providers: { type: "cloud" } } } }),
      undefined,
    );
  });

  it("forgets the pending operations that are not to be kept, and changes nothing else", () => {
    const before = checkpointWith(["creating", "deleting", "updating"]);
    writeFileSync(file, JSON.stringify(before));
    clearPendingOperations(file, ({ type }) => type === "deleting");
    const after = readCheckpoint(file);
    assert.deepEqual(
      pendingOf(after).map(({ type }) => type),
      ["deleting"],
    );
    assert.deepEqual(after?.checkpoint.latest?.resources, before.checkpoint.latest?.resources);
    assert.deepEqual(
      after?.checkpoint.latest?.secrets_providers,
      before.checkpoint.latest?.secrets_providers,
    );
    clearPendingOperations(file);
    assert.deepEqual(pendingOf(readCheckpoint(file)), []);
  });

  it("comes back from the engine's backup when it is damaged, and the damaged one is kept", () => {
    const whole = JSON.stringify(checkpointWith(["creating"]));
    writeFileSync(file, whole.slice(0, whole.length / 2));
    writeFileSync(`${file}.bak`, whole);
    assert.equal(restoreDamaged(file, folder), `${file}.bak`);
    assert.equal(readFileSync(file, "utf8"), whole);
    assert.ok(existsSync(`${file}.damaged`));
    assert.equal(restoreDamaged(file, folder), undefined);
  });

  it("comes back from the newest whole state of an update when that backup is damaged too", () => {
    const backups = join(folder, "backups");
    mkdirSync(backups);
    const states = [checkpointWith([]), checkpointWith(["creating"])].map((state) => JSON.stringify(state));
    writeFileSync(file, "{");
    writeFileSync(`${file}.bak`, "{");
    writeFileSync(join(backups, "dev.1000.json"), states[0] ?? "");
    writeFileSync(join(backups, "dev.2000.json"), states[1] ?? "");
    writeFileSync(join(backups, "dev.3000.json"), "{");
    assert.equal(restoreDamaged(file, backups), join(backups, "dev.2000.json"));
    assert.equal(readFileSync(file, "utf8"), states[1]);
  });

  it("is refused, and left alone, when there is no whole copy of it", () => {
    writeFileSync(file, "{");
    writeFileSync(`${file}.bak`, "");
    assert.equal(restoreDamaged(file, folder), undefined);
    assert.throws(() => readCheckpoint(file), /the state is damaged/);
    assert.equal(readFileSync(file, "utf8"), "{");
  });
});

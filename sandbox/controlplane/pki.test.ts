import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../toolchain/executable.ts";
import { BUILD_TIMEOUT, realToolchain, temporaryDirectory } from "./testing.ts";

describe("the certificates of a control plane", () => {
  let kubernetes: string;
  let directory: string;
  let cleanUp: () => Promise<void>;

  before(async function () {
    this.timeout(BUILD_TIMEOUT);
    ({ kubernetes } = await realToolchain());
  });
  beforeEach(async () => {
    const { path, remove } = await temporaryDirectory();
    directory = path;
    cleanUp = remove;
    await pki();
  });
  afterEach(() => cleanUp());

  const pki = async (): Promise<Record<string, string>> => {
    const { code, errors } = await run(kubernetes, ["pki", directory]);
    assert.equal(code, 0, errors);
    const files = await readdir(directory);
    return Object.fromEntries(
      await Promise.all(
        files.map(async (file) => [file, await readFile(join(directory, file), "utf8")] as const),
      ),
    );
  };
  const certificate = async (name: string) =>
    new X509Certificate(await readFile(join(directory, `${name}.crt`)));
  const changed = (before: Record<string, string>, after: Record<string, string>) =>
    Object.keys(after).filter((file) => before[file] !== after[file]);

  it("stay as they are while they are good", async () => {
    const before = await pki();
    assert.deepEqual(changed(before, await pki()), []);
    assert.equal((await readdir(directory)).filter((file) => file.endsWith(".new")).length, 0);
  });

  it("have two authorities, so that no user of the API server is one of etcd", async () => {
    const [users, etcd] = [await certificate("ca"), await certificate("etcd-ca")];
    for (const name of ["apiserver", "admin", "kwok", "kube-controller-manager", "kube-scheduler"]) {
      assert.ok((await certificate(name)).verify(users.publicKey), name);
    }
    for (const name of ["etcd", "etcd-client"]) {
      assert.ok((await certificate(name)).verify(etcd.publicKey), name);
    }
    assert.equal((await certificate("apiserver")).checkIP("127.0.0.1"), "127.0.0.1");
    assert.match((await certificate("kube-scheduler")).subject, /^CN=system:kube-scheduler$/);
  });

  it("are made anew where an authority, a key or a file's content is lost, and only there", async () => {
    const before = await pki();
    await rm(join(directory, "etcd-ca.key"));
    const afterLoss = await pki();
    const expected = ["etcd-ca", "etcd", "etcd-client"].flatMap((name) => [`${name}.crt`, `${name}.key`]);
    assert.deepEqual(new Set(changed(before, afterLoss)), new Set(expected));
    await copyFile(join(directory, "kwok.key"), join(directory, "admin.key"));
    await writeFile(join(directory, "kube-scheduler.crt"), "half a fi");
    const repaired = ["admin.crt", "admin.key", "kube-scheduler.crt", "kube-scheduler.key"];
    assert.deepEqual(new Set(changed(afterLoss, await pki())), new Set(repaired));
  });
});

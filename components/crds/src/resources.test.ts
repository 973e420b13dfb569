/** Each class registers what its CRD names; the generated types are those of the pinned CRDs. */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { run } from "../../../tests/harness/mocks.ts";
import { generate } from "../generate.ts";
import { kinds } from "../kinds.ts";
import * as resources from "./index.ts";

/** Folder of the pinned CRDs. Whoever runs the tests has them from the sandbox's toolchain, or does not. */
const folder = process.env["CRDS"];

type AnyResource = new (name: string, args: object) => pulumi.Resource;
const classes = new Map<string, unknown>(Object.entries(resources));

describe("typed custom resources", () => {
  it("has one class per kind and no more", () => {
    assert.deepEqual([...classes.keys()].toSorted(), kinds.map(({ kind }) => kind).toSorted());
  });

  for (const { group, version, kind } of kinds) {
    it(`${kind} registers ${group}/${version}`, async () => {
      const Resource = classes.get(kind) as AnyResource;
      const args = { metadata: { name: "one", namespace: "place" }, spec: { size: 1 } };
      const { graph } = await run(() => void new Resource("one", args));
      const { inputs } = graph.only(`kubernetes:${group}/${version}:${kind}`);
      assert.deepEqual(inputs, { apiVersion: `${group}/${version}`, kind, ...args });
    });
  }
});

describe("generated types", () => {
  const generated = join(import.meta.dirname, "generated");

  it("cover every kind", async () => {
    assert.equal((await readdir(generated)).length, kinds.length + 1);
  });

  if (folder !== undefined) {
    it("are what the generator makes of the pinned CRDs", async () => {
      const files = await generate(folder);
      for (const [name, text] of files) {
        const committed = await readFile(join(generated, name), "utf8");
        assert.equal(committed, text, `${name} differs; run node components/crds/generate.ts ${folder}`);
      }
    });
  }

  it("are refused with the name of the kind that a folder lacks", async () => {
    const empty = await mkdtemp(join(tmpdir(), "crds-"));
    try {
      await writeFile(join(empty, "index.json"), "[]");
      await assert.rejects(generate(empty), /^Error: ObjectStore of barmancloud\.cnpg\.io: no such/);
    } finally {
      await rm(empty, { recursive: true });
    }
  });
});

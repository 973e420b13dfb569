import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { crdSources, extractCrds, splitCrds, type CrdIndexEntry } from "./crds.ts";
import { pinnedVersion, readGoModule } from "./gomod.ts";
import { prepareToolchain } from "./toolchain.ts";

const definition = (name: string) =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    name: other\n  name: ${name}\n`;

describe("custom resource definitions", () => {
  it("are found among other documents, unchanged", () => {
    const stream = `# licence\n---\n${definition("a.example.com")}---\nkind: Deployment\n--- # next\n${definition("b.example.com")}`;
    const found = splitCrds(stream);
    assert.deepEqual([...found.keys()], ["a.example.com", "b.example.com"]);
    assert.equal(found.get("a.example.com"), definition("a.example.com"));
  });

  it("without a name are an error", () => {
    assert.throws(() => splitCrds("kind: CustomResourceDefinition\nspec: {}\n"), /without metadata\.name/);
  });

  it("missing from a module are an error that names it", async () => {
    const root = await mkdtemp(join(tmpdir(), "crds-test-"));
    try {
      const folders = new Map<string, string>();
      for (const { name, module, path } of crdSources) {
        const file = join(root, "modules", module, path, path.endsWith(".yaml") ? "" : "some.yaml");
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, name === "keda" ? "kind: Deployment\n" : definition(`things.${name}`));
        folders.set(module, join(root, "modules", module));
      }
      await assert.rejects(
        extractCrds(join(root, "out"), () => Promise.resolve(folders)),
        /github\.com\/kedacore\/keda\/v2@v[\d.]+: no CustomResourceDefinition under/,
      );
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it("come from their pinned modules, each in a file of its own", async function () {
    this.timeout(15 * 60_000);
    const { crds } = await prepareToolchain();
    const pins = await readGoModule("crds");
    const index = JSON.parse(await readFile(join(crds, "index.json"), "utf8")) as CrdIndexEntry[];
    assert.deepEqual(
      index.map(({ name }) => name),
      crdSources.map(({ name }) => name),
    );
    for (const { name, module, version, crds: names } of index) {
      assert.equal(version, pinnedVersion(pins, module));
      for (const crd of names) {
        const text = await readFile(join(crds, name, `${crd}.yaml`), "utf8");
        const { kind, metadata } = parse(text) as { kind: string; metadata: { name: string } };
        assert.deepEqual([kind, metadata.name], ["CustomResourceDefinition", crd]);
      }
    }
    const all = index.flatMap((entry) => entry.crds);
    assert.equal(new Set(all).size, all.length, "no CRD comes from two sources");
    for (const wanted of [
      "clusters.postgresql.cnpg.io",
      "objectstores.barmancloud.cnpg.io",
      "virtualservices.networking.istio.io",
      "nodepools.karpenter.sh",
      "ec2nodeclasses.karpenter.k8s.aws",
      "certificates.cert-manager.io",
      "scaledobjects.keda.sh",
      "prometheusrules.monitoring.coreos.com",
      "secretproviderclasses.secrets-store.csi.x-k8s.io",
      "targetgroupbindings.elbv2.k8s.aws",
    ]) {
      assert.ok(all.includes(wanted), wanted);
    }
  });
});

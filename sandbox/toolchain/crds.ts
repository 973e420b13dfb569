/**
 * Takes CustomResourceDefinitions out of the Go modules that ship them.
 * The modules are pinned, with checksums, in `modules/crds/go.mod` and `go.sum`; nothing is compiled.
 */
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { pinnedVersion, readGoModule } from "./gomod.ts";

/** One Go module, and where in it the CRDs that its operator installs are. */
export interface CrdSource {
  /** Short name: the folder of this source's files in the output. */
  readonly name: string;
  /** Go module path, required in `modules/crds/go.mod`. */
  readonly module: string;
  /** A folder (all its `*.yaml`) or one file, relative to the module. */
  readonly path: string;
}

/** Every source of CRDs that the sandbox knows. */
export const crdSources: readonly CrdSource[] = [
  {
    name: "aws-load-balancer-controller",
    module: "sigs.k8s.io/aws-load-balancer-controller",
    path: "config/crd/bases",
  },
  { name: "cert-manager", module: "github.com/cert-manager/cert-manager", path: "deploy/crds" },
  { name: "cloudnative-pg", module: "github.com/cloudnative-pg/cloudnative-pg", path: "config/crd/bases" },
  { name: "gateway-api", module: "sigs.k8s.io/gateway-api", path: "config/crd/standard" },
  { name: "istio", module: "istio.io/istio", path: "manifests/charts/base/files/crd-all.gen.yaml" },
  { name: "karpenter", module: "github.com/aws/karpenter-provider-aws", path: "pkg/apis/crds" },
  { name: "keda", module: "github.com/kedacore/keda/v2", path: "config/crd/bases" },
  {
    name: "plugin-barman-cloud",
    module: "github.com/cloudnative-pg/plugin-barman-cloud",
    path: "config/crd/bases",
  },
  {
    name: "prometheus-operator",
    module: "github.com/prometheus-operator/prometheus-operator",
    path: "example/prometheus-operator-crd",
  },
  {
    name: "secrets-store-csi-driver",
    module: "sigs.k8s.io/secrets-store-csi-driver",
    path: "config/crd/bases",
  },
];

/** `index.json` of an extracted folder: which CRD came from which module at which version. */
export interface CrdIndexEntry {
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** Names such as `clusters.postgresql.cnpg.io`; each is `<source name>/<crd name>.yaml`. */
  readonly crds: readonly string[];
}

/** Downloads one module at one version and answers the folder where its files are. */
export type ModuleDownload = (modulesAtVersions: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Writes every CRD of every source to `<target>/<source name>/<crd name>.yaml`, as its authors wrote it,
 * and `<target>/index.json` (an array of {@link CrdIndexEntry}).
 * A source without a single CRD is an error: its module has moved them.
 */
export async function extractCrds(target: string, download: ModuleDownload): Promise<void> {
  const pins = await readGoModule("crds");
  const atVersion = (source: CrdSource) => `${source.module}@${pinnedVersion(pins, source.module)}`;
  const directories = await download(crdSources.map(atVersion));
  const index: CrdIndexEntry[] = [];
  for (const source of crdSources) {
    const directory = directories.get(source.module);
    if (directory === undefined) {
      throw new Error(`${atVersion(source)}: the download named no folder for it`);
    }
    const documents = await readCrds(join(directory, source.path));
    if (documents.size === 0) {
      throw new Error(`${atVersion(source)}: no CustomResourceDefinition under ${source.path}`);
    }
    await mkdir(join(target, source.name), { recursive: true });
    for (const [name, text] of documents) {
      await writeFile(join(target, source.name, `${name}.yaml`), text);
    }
    const { name, module } = source;
    index.push({
      name,
      module,
      version: pinnedVersion(pins, module),
      crds: [...documents.keys()].toSorted(),
    });
  }
  await writeFile(join(target, "index.json"), `${JSON.stringify(index, undefined, 2)}\n`);
}

/** CRD name to its YAML text, from one file or from the YAML files of one folder. */
async function readCrds(path: string): Promise<Map<string, string>> {
  const files = path.endsWith(".yaml")
    ? [path]
    : (await readdir(path)).filter((file) => file.endsWith(".yaml")).map((file) => join(path, file));
  const found = new Map<string, string>();
  for (const file of files) {
    for (const [name, text] of splitCrds(await readFile(file, "utf8"))) {
      found.set(name, text);
    }
  }
  return found;
}

/**
 * The CustomResourceDefinitions in a stream of YAML documents, name to unchanged text.
 * Documents of other kinds are passed over; a CRD without a name is an error.
 */
export function splitCrds(stream: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const text of stream.split(/^---.*$/m)) {
    if (!/^kind: ["']?CustomResourceDefinition["']?\s*$/m.test(text)) {
      continue;
    }
    const name: unknown = parseAllDocuments(text)[0]?.getIn(["metadata", "name"]);
    if (typeof name !== "string") {
      throw new Error(`a CustomResourceDefinition without metadata.name: ${text.trim().slice(0, 120)}`);
    }
    found.set(name, `${text.trim()}\n`);
  }
  return found;
}

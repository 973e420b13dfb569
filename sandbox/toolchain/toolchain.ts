/**
 * Everything that the sandbox runs, found or built: the Pulumi CLI, a Kubernetes control plane, kwok, and CRDs.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cached, cacheDirectory, contentKey } from "./cache.ts";
import { extractCrds } from "./crds.ts";
import { buildLog, findGo, goBuild, goDownload } from "./go.ts";
import { pinnedVersion, readGoModule, type GoModule } from "./gomod.ts";
import { silent, step, type Progress, type Step } from "./progress.ts";
import { findInstalledPulumi } from "./pulumi.ts";

/** Absolute paths of what was found or built, and the versions of it. */
export interface Toolchain {
  /** The Pulumi CLI: the user's own where it is new enough, else ours. */
  readonly pulumi: string;
  /** Whether `pulumi` is the user's own. */
  readonly pulumiIsInstalled: boolean;
  /** One binary: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, and `pki`. */
  readonly kubernetes: string;
  readonly kwok: string;
  /** Folder of CRDs: `<source>/<crd name>.yaml` and `index.json`; its name changes with its content. */
  readonly crds: string;
  readonly versions: ToolchainVersions;
}

/** Versions with a leading `v`, as the go.mod files pin them; `pulumi` is the version in use. */
interface ToolchainVersions {
  readonly pulumi: string;
  readonly kubernetes: string;
  readonly etcd: string;
  readonly kwok: string;
}

/** How to prepare the toolchain. */
export interface PrepareOptions {
  /** Where progress is told; nowhere by default. */
  readonly report?: Progress;
  /** Folders whose `pulumi` is not a user's own: launchers of the sandbox. */
  readonly ignoredPaths?: readonly string[];
  /** Where things are kept; by default the user's cache folder. */
  readonly cache?: string;
}

/** A binary that is built from `modules/<name>`. */
interface Binary {
  readonly name: string;
  /** The module whose version is the binary's. */
  readonly versioned: string;
  /** The Go variable that must be told the version; absent where the source says it. */
  readonly variable?: string;
  /** The package to build. */
  readonly package: string;
}

const pulumi: Binary = {
  name: "pulumi",
  versioned: "github.com/pulumi/pulumi/pkg/v3",
  variable: "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
};
const kubernetes: Binary = {
  name: "kubernetes",
  versioned: "k8s.io/kubernetes",
  variable: "k8s.io/component-base/version.gitVersion",
  package: ".",
};
const kwok: Binary = {
  name: "kwok",
  versioned: "sigs.k8s.io/kwok",
  package: "sigs.k8s.io/kwok/cmd/kwok",
};

/**
 * Finds or builds the whole toolchain. The first time on a machine this takes minutes and needs Go;
 * afterwards it looks up four folders.
 *
 * One thing is made at a time, since a Go build keeps every core busy by itself, and the shortest first,
 * so that a missing Go or an unreachable module proxy shows within seconds.
 *
 * @throws UserError when Go is missing or too old, or the disk is full; Error with the compiler's words when a build fails
 */
export async function prepareToolchain(options: PrepareOptions = {}): Promise<Toolchain> {
  const { report = silent, cache = cacheDirectory() } = options;
  const crds = await prepareCrds(cache, report);
  const kwokPath = await prepareBinary(kwok, cache, report);
  const pulumiModule = await readGoModule(pulumi.name);
  const pulumiPin = pinnedVersion(pulumiModule, pulumi.versioned);
  const installed = await findInstalledPulumi(pulumiPin, options.ignoredPaths);
  const pulumiPath = installed?.path ?? (await prepareBinary(pulumi, cache, report));
  const kubernetesModule = await readGoModule(kubernetes.name);
  return {
    pulumi: pulumiPath,
    pulumiIsInstalled: installed !== undefined,
    kubernetes: await prepareBinary(kubernetes, cache, report),
    kwok: kwokPath,
    crds,
    versions: {
      pulumi: installed?.version ?? pulumiPin,
      kubernetes: pinnedVersion(kubernetesModule, kubernetes.versioned),
      etcd: pinnedVersion(kubernetesModule, "go.etcd.io/etcd/server/v3"),
      kwok: pinnedVersion(await readGoModule(kwok.name), kwok.versioned),
    },
  };
}

async function prepareBinary(binary: Binary, cache: string, report: Progress): Promise<string> {
  const module = await readGoModule(binary.name);
  const version = pinnedVersion(module, binary.versioned);
  const assignment = binary.variable === undefined ? "" : ` -X ${binary.variable}=${version}`;
  const linkerFlags = `-s -w${assignment}`;
  const what = `${binary.name} ${version}`;
  const directory = await cached(
    {
      name: binary.name,
      key: contentKey([
        ...(await sources(module)),
        binary.package,
        linkerFlags,
        process.platform,
        process.arch,
      ]),
      label: what,
      make: async (target) => {
        const go = await findGo(module, what);
        await step(report, `building ${what}`, (current: Step) =>
          goBuild(go, {
            module,
            package: binary.package,
            linkerFlags,
            output: join(target, binary.name),
            log: buildLog(cache, binary.name),
            onProgress: (detail) => current.update(detail),
          }),
        );
      },
    },
    report,
    cache,
  );
  return join(directory, binary.name);
}

async function prepareCrds(cache: string, report: Progress): Promise<string> {
  const module = await readGoModule("crds");
  const what = "custom resource definitions";
  const extractor = await readFile(fileURLToPath(new URL("crds.ts", import.meta.url)));
  return cached(
    {
      name: "crds",
      key: contentKey([...(await sources(module)), extractor]),
      label: what,
      make: async (target) => {
        const go = await findGo(module, what);
        await step(report, `downloading ${what}`, () =>
          extractCrds(target, (wanted) => goDownload(go, module, wanted, buildLog(cache, "crds"))),
        );
      },
    },
    report,
    cache,
  );
}

/** The names and contents of a module's own files: what decides the binary. */
async function sources(module: GoModule): Promise<(string | Uint8Array)[]> {
  const files = (await readdir(module.directory)).filter((file) => /\.go$|^go\.(mod|sum)$/.test(file));
  const contents = await Promise.all(
    files.toSorted().map(async (file) => [file, await readFile(join(module.directory, file))]),
  );
  return contents.flat();
}

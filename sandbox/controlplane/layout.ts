/**
 * The files of one control plane, and the record of which version made them.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { versionNumbers } from "../toolchain/executable.ts";

/** Raised when a control plane of this version could not use the files of an earlier one. */
const LAYOUT = 1;

/** Absolute paths of what belongs to one control plane. */
export interface Layout {
  readonly directory: string;
  /** The administrator's kubeconfig, complete in itself. */
  readonly kubeconfig: string;
  /** Keys and certificates, and the components' kubeconfigs beside them. */
  readonly pki: string;
  readonly etcd: string;
  readonly logs: string;
  readonly ports: string;
  readonly processes: string;
  readonly version: string;
  readonly lock: string;
}

/** The layout of a state directory. Nothing is created. */
export function layoutOf(directory: string): Layout {
  return {
    directory,
    kubeconfig: join(directory, "kubeconfig"),
    pki: join(directory, "pki"),
    etcd: join(directory, "etcd"),
    logs: join(directory, "logs"),
    ports: join(directory, "ports.json"),
    processes: join(directory, "processes.json"),
    version: join(directory, "version.json"),
    lock: join(directory, "controlplane.lock"),
  };
}

/** Creates the folders of a layout, for nobody else to read: they hold keys and every Secret of the cluster. */
export async function createLayout(layout: Layout): Promise<void> {
  for (const folder of [layout.directory, layout.pki, layout.logs]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
}

interface VersionRecord {
  readonly layout: number;
  readonly kubernetes: string;
}

/**
 * Refuses a state directory of another layout or of another minor version of Kubernetes, and records ours otherwise.
 * A patch release reads the state of any other patch release.
 *
 * @throws UserError; nothing has been changed then
 */
export async function claimVersion(layout: Layout, kubernetes: string): Promise<void> {
  const found = await readJson<VersionRecord>(layout.version);
  if (found !== undefined && !isCompatible(found, kubernetes)) {
    throw new UserError(
      layout.directory,
      `its control plane was made by another version of the sandbox (layout ${found.layout}, Kubernetes ${found.kubernetes}; this one: layout ${LAYOUT}, Kubernetes ${kubernetes})`,
      `Nothing was changed. Go back to that version to use or destroy what is in it, or remove the folder with everything in it: rm -r '${layout.directory}'`,
    );
  }
  if (found?.kubernetes !== kubernetes) {
    await writeJson(layout.version, { layout: LAYOUT, kubernetes } satisfies VersionRecord);
  }
}

function isCompatible(found: VersionRecord, kubernetes: string): boolean {
  const minor = (version: string) => versionNumbers(version).slice(0, 2).join(".");
  return found.layout === LAYOUT && minor(found.kubernetes) === minor(kubernetes);
}

/** The content of a JSON file, or nothing when there is no such file. A file that is no JSON is an error that names it. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      return undefined;
    }
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UserError(path, "is not JSON", "Remove the file; the next start writes it anew", {
      cause: error,
    });
  }
}

/** Writes a JSON file whole or not at all, for the owner only. */
export async function writeJson(path: string, content: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(content, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

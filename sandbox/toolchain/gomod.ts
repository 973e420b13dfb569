/**
 * Reads the go.mod files under `modules/`: they are the one place that names a version.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the Go modules that pin the toolchain: one sub-folder per binary, and one for CRDs. */
const modulesDirectory = fileURLToPath(new URL("modules", import.meta.url));

/** What a go.mod says, as far as the toolchain asks. */
export interface GoModule {
  /** Absolute path of the folder that holds go.mod. */
  readonly directory: string;
  /** The `go` line, for example `1.26`: the oldest Go that builds this module. */
  readonly go: string;
  /** Required modules, path to version, for example `sigs.k8s.io/kwok` to `v0.8.0`; indirect ones included. */
  readonly requires: ReadonlyMap<string, string>;
}

/** Reads `modules/<name>/go.mod`. */
export async function readGoModule(name: string): Promise<GoModule> {
  const directory = join(modulesDirectory, name);
  return { directory, ...parseGoModule(await readFile(join(directory, "go.mod"), "utf8")) };
}

/** Parses the text of a go.mod: its `go` line and its `require` lines, alone or in a block. */
export function parseGoModule(text: string): Omit<GoModule, "directory"> {
  const go = /^go (\S+)/m.exec(text)?.[1];
  if (go === undefined) {
    throw new Error("go.mod: no `go` line; every module of the toolchain must name the Go it needs");
  }
  const requires = new Map<string, string>();
  let block = "";
  for (const line of text.split("\n")) {
    const words = line
      .replace(/\/\/.*$/, "")
      .trim()
      .split(/\s+/);
    if (words[1] === "(") {
      block = words[0] ?? "";
    } else if (words[0] === ")") {
      block = "";
    } else {
      const [path, version] = block === "require" ? words : words[0] === "require" ? words.slice(1) : [];
      if (path !== undefined && version !== undefined) {
        requires.set(path, version);
      }
    }
  }
  return { go, requires };
}

/** The version that a module pins of one of its requirements; an error names what is missing. */
export function pinnedVersion(module: GoModule, path: string): string {
  const version = module.requires.get(path);
  if (version === undefined) {
    throw new Error(`${join(module.directory, "go.mod")}: requires no ${path}`);
  }
  return version;
}

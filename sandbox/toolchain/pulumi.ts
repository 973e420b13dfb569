/**
 * A user's own Pulumi CLI.
 */
import { basename, dirname } from "node:path";
import { findExecutables, isAtLeast, isWithin, run } from "./executable.ts";

/** A Pulumi CLI that somebody has installed. */
export interface InstalledPulumi {
  readonly path: string;
  /** Such as `v3.200.0`. */
  readonly version: string;
}

/**
 * The first `pulumi` on a PATH that is at least of the minimum version.
 * A sandbox's own launchers (`.sandbox/bin`, or any folder given in `ignored`) do not count:
 * they would call us again.
 */
export async function findInstalledPulumi(
  minimum: string,
  ignored: readonly string[] = [],
  path = process.env["PATH"] ?? "",
): Promise<InstalledPulumi | undefined> {
  for (const candidate of findExecutables("pulumi", path)) {
    const folder = dirname(candidate);
    const isLauncher = basename(folder) === "bin" && basename(dirname(folder)) === ".sandbox";
    if (isLauncher || ignored.some((directory) => isWithin(candidate, directory))) {
      continue;
    }
    const { code, output } = await run(candidate, ["version"], {
      environment: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    });
    const version = output.trim();
    if (code === 0 && isAtLeast(version, minimum)) {
      return { path: candidate, version };
    }
  }
  return undefined;
}

/** The programs tests call that npm does not carry. */
import { execFileSync, spawnSync } from "node:child_process";

/** Debian's package for each program. */
const packages: Readonly<Record<string, string>> = {
  promtool: "prometheus",
  amtool: "prometheus-alertmanager",
  "redis-server": "redis-server",
};

const isInstalled = (program: string) =>
  spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;

/**
 * Makes sure the programs are there: installs Debian's packages where this user may.
 * @throws Error naming what is missing and how to get it.
 */
export function installTools(): void {
  const missing = Object.keys(packages).filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const names = missing.map((program) => packages[program] ?? program);
  if (!isInstalled("apt-get") || process.getuid?.() !== 0) {
    throw new Error(
      `${missing.join(", ")} not found; install ${names.join(", ")} (Debian's names), then run the tests again`,
    );
  }
  process.stdout.write(`installing ${names.join(", ")}\n`);
  // Debian starts a server it installs unless policy-rc.d says no; tests start their own.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  execFileSync("apt-get", ["update", "--quiet=2"], { env, stdio: ["ignore", "ignore", "inherit"] });
  execFileSync("apt-get", ["install", "--quiet=2", "--yes", "--no-install-recommends", ...names], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

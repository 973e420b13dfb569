/** The referees: Prometheus' and Alertmanager's own command-line tools, on files made from the plans. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";

const debianPackages = { promtool: "prometheus", amtool: "prometheus-alertmanager" };

interface Failure {
  readonly code?: string | number;
  readonly stdout?: string;
  readonly stderr?: string;
}

/**
 * Runs a tool in a folder with `files` (name to what becomes YAML) and answers what it prints.
 * Throws with its whole output when it fails.
 */
export async function run(
  tool: keyof typeof debianPackages,
  args: readonly string[],
  files: Readonly<Record<string, unknown>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${tool}-`));
  try {
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), stringify(content, { aliasDuplicateObjects: false }));
    }
    const { stdout } = await promisify(execFile)(tool, args, { cwd: folder, timeout: 60_000 });
    return stdout;
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as Failure;
    if (code === "ENOENT") {
      const install = `apt-get install --no-install-recommends ${debianPackages[tool]}`;
      throw new Error(`${tool} is not on PATH; Debian has it: ${install}`, { cause: error });
    }
    throw new Error(`${tool} ${args.join(" ")}\n${stdout}${stderr}`, { cause: error });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

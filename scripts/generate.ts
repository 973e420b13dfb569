/** Writes what is generated from pinned sources: the types of custom resources, then the documentation. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { prepareToolchain, reportTo } from "../sandbox/toolchain/index.ts";

const root = path.resolve(import.meta.dirname, "..");
const { crds } = await prepareToolchain({ report: reportTo(process.stderr) });
for (const command of [["components/crds/generate.ts", crds], ["scripts/docs.ts"]]) {
  const { status } = spawnSync(process.execPath, command, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

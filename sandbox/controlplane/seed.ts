/**
 * The first content of an etcd: what an API server puts there by itself, and the CRDs.
 *
 * An API server takes seconds to establish some seventy CRDs. It does so once per user and machine, here;
 * a new control plane starts from a copy.
 */
import { constants, existsSync } from "node:fs";
import { cp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { cached, contentKey } from "../toolchain/cache.ts";
import { step, type Progress } from "../toolchain/progress.ts";
import { prepareFiles, withServers, type BringUp, type ControlPlaneToolchain } from "./bringup.ts";
import { loadCrds } from "./crds.ts";
import { createLayout, layoutOf, type Layout } from "./layout.ts";
import { choosePorts } from "./ports.ts";
import { endProcesses, livingProcesses } from "./processes.ts";

/** Raised when the seed is made differently from the same versions. */
const REVISION = "1";
/** Away from where control planes that stay look for ports. */
const BASE_PORT = 26_443;

/** Gives a control plane that has no etcd data yet a copy of the seed. */
export async function seedEtcd(
  layout: Layout,
  toolchain: ControlPlaneToolchain,
  report: Progress,
): Promise<void> {
  if (existsSync(layout.etcd)) {
    return;
  }
  const what = "custom resource definitions";
  const seed = await cached(
    {
      name: "etcd",
      label: what,
      key: contentKey([REVISION, toolchain.versions.kubernetes, basename(toolchain.crds)]),
      make: (target) => step(report, `loading ${what} for the first time`, () => makeSeed(target, toolchain)),
    },
    report,
  );
  const partial = `${layout.etcd}.new`;
  await rm(partial, { recursive: true, force: true });
  await cp(join(seed, "data"), partial, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await rename(partial, layout.etcd);
}

async function makeSeed(target: string, toolchain: ControlPlaneToolchain): Promise<void> {
  const layout = layoutOf(join(dirname(target), "making"));
  await rm(layout.directory, { recursive: true, force: true });
  await createLayout(layout);
  const bringUp: BringUp = {
    layout,
    ports: await choosePorts(layout, BASE_PORT),
    toolchain,
    lifetime: "with this process",
  };
  await prepareFiles(bringUp);
  await withServers(bringUp, {}, (client) => loadCrds(client, toolchain.crds));
  await endProcesses(layout, await livingProcesses(layout));
  await rename(layout.etcd, join(target, "data"));
  await rm(layout.directory, { recursive: true });
}

/**
 * Writes the kubeconfigs of a control plane: one for people and programs, one per component.
 */
import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import type { Layout } from "./layout.ts";

/** Components that are clients of the API server; each has `pki/<name>.crt`, `.key` and `.kubeconfig`. */
export const clientComponents = ["kube-controller-manager", "kube-scheduler", "kwok"] as const;

/**
 * Writes all of them. The administrator's holds its certificates inside, since it travels: into the state of a stack,
 * into other tools. Its context is called `sandbox-<name of the state directory>`.
 */
export async function writeKubeconfigs(layout: Layout, server: string): Promise<void> {
  const authority = await encoded(join(layout.pki, "ca.crt"));
  const name = `sandbox-${basename(layout.directory)}`;
  await writePrivate(layout.kubeconfig, await kubeconfig(layout, server, authority, "admin", name));
  for (const component of clientComponents) {
    await writePrivate(
      componentKubeconfig(layout, component),
      await kubeconfig(layout, server, authority, component, component),
    );
  }
}

/** Path of a component's own kubeconfig. */
export function componentKubeconfig(layout: Layout, component: (typeof clientComponents)[number]): string {
  return join(layout.pki, `${component}.kubeconfig`);
}

async function kubeconfig(
  layout: Layout,
  server: string,
  authority: string,
  user: string,
  context: string,
): Promise<string> {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: context, cluster: { server, "certificate-authority-data": authority } }],
    users: [
      {
        name: user,
        user: {
          "client-certificate-data": await encoded(join(layout.pki, `${user}.crt`)),
          "client-key-data": await encoded(join(layout.pki, `${user}.key`)),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user } }],
    "current-context": context,
  });
}

async function encoded(path: string): Promise<string> {
  return (await readFile(path)).toString("base64");
}

async function writePrivate(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

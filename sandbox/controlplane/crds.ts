/**
 * Loads a folder of CustomResourceDefinitions into an API server.
 */
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parse } from "yaml";
import {
  at,
  isNotFound,
  objectsAt,
  stringAt,
  type KubernetesClient,
  type KubernetesObject,
} from "../api/client.ts";

/** Where the cluster itself remembers which folder it has loaded. */
const marker = {
  apiVersion: "v1",
  kind: "ConfigMap",
  namespace: "kube-system",
  name: "sandbox-crds",
} as const;
const MANAGER = "sandbox";
/** Requests under way at once: the API server compiles each schema, which is what takes the time. */
const PARALLEL = 6;
const TIMEOUT = 60_000;

/**
 * Applies every CRD in the folder and waits until the API server serves it.
 * A folder is loaded once per cluster: its name, which stands for its content, is remembered there.
 * CRDs of a folder that was loaded before and is no longer named stay: deleting them would delete what was made of them.
 */
export async function loadCrds(client: KubernetesClient, folder: string): Promise<void> {
  const key = basename(folder);
  const remembered = await client.find(marker);
  if (stringAt(remembered, "data", "folder") === key) {
    return;
  }
  const definitions = await readCrds(folder);
  const queue = definitions.values();
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (const definition of queue) {
        await client.apply(definition, { fieldManager: MANAGER });
      }
    }),
  );
  await waitUntilServed(client, definitions);
  const { apiVersion, kind, namespace, name } = marker;
  await client.apply(
    { apiVersion, kind, metadata: { namespace, name }, data: { folder: key } },
    { fieldManager: MANAGER },
  );
}

async function readCrds(folder: string): Promise<KubernetesObject[]> {
  const files = await readdir(folder, { recursive: true });
  const texts = files
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => readFile(join(folder, file), "utf8"));
  return (await Promise.all(texts)).map((text) => parse(text) as KubernetesObject);
}

/** Discovery names a custom resource once its definition is established. */
async function waitUntilServed(
  client: KubernetesClient,
  definitions: readonly KubernetesObject[],
): Promise<void> {
  const deadline = Date.now() + TIMEOUT;
  let missing = definitions.flatMap(servedResources);
  while (missing.length > 0) {
    if (Date.now() > deadline) {
      throw new Error(
        `the API server does not serve these resources ${TIMEOUT / 1000} s after their definitions were applied: ${missing.map(({ path, plural }) => `${path}/${plural}`).join(", ")}`,
      );
    }
    const paths = [...new Set(missing.map(({ path }) => path))];
    const served = new Map(
      await Promise.all(paths.map(async (path) => [path, await plurals(client, path)] as const)),
    );
    missing = missing.filter(({ path, plural }) => served.get(path)?.has(plural) !== true);
    await pause(missing.length > 0 ? 50 : 0);
  }
}

interface ServedResource {
  /** Path of a group's version. */
  readonly path: string;
  readonly plural: string;
}

function servedResources(definition: KubernetesObject): ServedResource[] {
  const group = stringAt(definition, "spec", "group") ?? "";
  const plural = stringAt(definition, "spec", "names", "plural") ?? "";
  return objectsAt(definition, "spec", "versions")
    .filter((version) => at(version, "served") === true)
    .map((version) => ({ path: `/apis/${group}/${stringAt(version, "name") ?? ""}`, plural }));
}

async function plurals(client: KubernetesClient, path: string): Promise<Set<string>> {
  try {
    const { body } = await client.request("GET", path);
    return new Set(objectsAt(body, "resources").map((resource) => stringAt(resource, "name") ?? ""));
  } catch (error) {
    if (isNotFound(error)) {
      return new Set();
    }
    throw error;
  }
}

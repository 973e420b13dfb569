/**
 * What is left after a stack was destroyed, asked of those who would know: the API server and the AWS account.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, objectsAt, stringAt, type JsonObject, type KubernetesClient } from "../api/client.ts";
import { openAccount } from "../plugins/aws/account/account.ts";

/** Milliseconds that the API server's controllers have to finish deletions that were asked for. */
const PATIENCE = 60_000;
const PAUSE = 500;

/** How the field managers of `@pulumi/kubernetes` begin, the official provider's as the stand-in's: one per resource. */
const MANAGER = "pulumi-kubernetes-";

/** A type of objects that an API server can list. */
interface Listable {
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
}

/**
 * The objects that Pulumi has applied and that are still there, of every type that the server knows:
 * none as soon as there are none, else what is left after a minute.
 */
export async function appliedObjects(client: KubernetesClient): Promise<readonly string[]> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const found = await findApplied(client);
    if (found.length === 0 || Date.now() > end) {
      return found;
    }
    await pause(PAUSE);
  }
}

async function findApplied(client: KubernetesClient): Promise<readonly string[]> {
  const lists = await Promise.all((await listables(client)).map((type) => listOf(client, type)));
  return lists
    .flat()
    .filter((object) => isApplied(object))
    .map(nameOf);
}

/** Everything that discovery offers for listing, each type in one version: some are in old versions only. */
async function listables(client: KubernetesClient): Promise<readonly Listable[]> {
  const groups = await client.request("GET", "/apis");
  const versions = objectsAt(groups.body, "groups")
    .flatMap((group) => objectsAt(group, "versions"))
    .map((version) => stringAt(version, "groupVersion") ?? "");
  const paths = [["v1", "/api/v1"], ...versions.map((version) => [version, `/apis/${version}`])] as const;
  const found = await Promise.all(
    paths.map(async ([apiVersion = "", path = ""]) => {
      const { body } = await client.request("GET", path);
      return objectsAt(body, "resources").flatMap((resource) => listableOf(resource, apiVersion, path));
    }),
  );
  const groupOf = ({ apiVersion }: Listable) => apiVersion.replace(/\/?v[^/]*$/, "");
  return [...new Map(found.flat().map((type) => [`${groupOf(type)} ${type.kind}`, type])).values()];
}

function listableOf(resource: JsonObject, apiVersion: string, path: string): readonly Listable[] {
  const [plural, kind] = [stringAt(resource, "name") ?? "", stringAt(resource, "kind") ?? ""];
  const verbs = resource["verbs"];
  const listable = Array.isArray(verbs) && verbs.includes("list") && verbs.includes("delete");
  return listable && !plural.includes("/") ? [{ apiVersion, kind, path: `${path}/${plural}` }] : [];
}

async function listOf(
  client: KubernetesClient,
  { apiVersion, kind, path }: Listable,
): Promise<readonly JsonObject[]> {
  const { body } = await client.request("GET", path);
  return objectsAt(body, "items").map((item) => ({ ...item, apiVersion, kind }));
}

function isApplied(object: JsonObject): boolean {
  return objectsAt(object, "metadata", "managedFields").some(
    ({ manager, operation }) =>
      operation === "Apply" && typeof manager === "string" && manager.startsWith(MANAGER),
  );
}

function nameOf(object: JsonObject): string {
  const text = (...path: string[]) => stringAt(object, ...path);
  return describe({
    apiVersion: text("apiVersion") ?? "",
    kind: text("kind") ?? "",
    namespace: text("metadata", "namespace"),
    name: text("metadata", "name") ?? "",
  });
}

/** What the AWS stand-in still has of one stack of one program: type and id of each resource. */
export function awsResources(directory: string, project: string, stack: string): readonly string[] {
  if (!existsSync(join(directory, "account.db"))) {
    return [];
  }
  const account = openAccount(directory);
  try {
    return account
      .list({ stack })
      .filter(({ urn }) => urn.startsWith(`urn:pulumi:${stack}::${project}::`))
      .map(({ type, id }) => `${type} ${id}`);
  } finally {
    account.close();
  }
}

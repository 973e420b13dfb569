/**
 * Reads a kubeconfig, from a file or from its text, down to what a connection needs.
 *
 * Client certificates, bearer tokens and token files are understood; credentials that need
 * another program (`exec`, `auth-provider`) are refused by name.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";
import { isObject, objectsAt, stringAt, type JsonObject } from "./object.ts";

/** One cluster and the credentials for it. */
export interface ClusterConfig {
  /** Base URL, e.g. `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly certificateAuthority?: Buffer;
  readonly clientCertificate?: Buffer;
  readonly clientKey?: Buffer;
  readonly token?: string;
  readonly serverName?: string;
  readonly skipVerification: boolean;
  /** The context's namespace; "default" when it names none. */
  readonly namespace: string;
}

/** Which part of a kubeconfig to use; the current context when nothing is said. */
export interface KubeconfigSelection {
  readonly context?: string;
  readonly cluster?: string;
}

/**
 * Loads a kubeconfig.
 *
 * @param source a file's path, the document itself (YAML or JSON), or nothing for `$KUBECONFIG`, then `~/.kube/config`
 * @throws Error naming the file and what is missing in it
 */
export function loadKubeconfig(source?: string, selection: KubeconfigSelection = {}): ClusterConfig {
  const { text, directory, origin } = read(source);
  const document: unknown = parse(text);
  if (!isObject(document)) {
    throw new Error(`${origin} is not a kubeconfig: expected a YAML or JSON object`);
  }
  return clusterConfig(document, selection, directory, origin);
}

interface Source {
  readonly text: string;
  readonly directory: string;
  readonly origin: string;
}

function read(source: string | undefined): Source {
  if (source?.includes("\n") === true || source?.trimStart().startsWith("{") === true) {
    return { text: source, directory: process.cwd(), origin: "the kubeconfig given as text" };
  }
  const path = resolve(
    source ?? process.env["KUBECONFIG"]?.split(":")[0] ?? join(homedir(), ".kube", "config"),
  );
  try {
    return { text: readFileSync(path, "utf8"), directory: dirname(path), origin: `kubeconfig ${path}` };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `kubeconfig ${path} cannot be read (${reason}); set KUBECONFIG or the provider's kubeconfig`,
      {
        cause: error,
      },
    );
  }
}

function clusterConfig(
  document: JsonObject,
  selection: KubeconfigSelection,
  directory: string,
  origin: string,
): ClusterConfig {
  const contextName = selection.context ?? stringAt(document, "current-context");
  const context = entry(document, "contexts", "context", contextName, origin);
  const cluster = entry(
    document,
    "clusters",
    "cluster",
    selection.cluster ?? stringAt(context, "cluster"),
    origin,
  );
  const user = entry(document, "users", "user", stringAt(context, "user"), origin);
  refusePrograms(user, stringAt(context, "user") ?? "", origin);
  const server = stringAt(cluster, "server");
  if (server === undefined) {
    throw new Error(`${origin}: its cluster has no "server"`);
  }
  return {
    server,
    certificateAuthority: material(cluster, "certificate-authority", directory),
    clientCertificate: material(user, "client-certificate", directory),
    clientKey: material(user, "client-key", directory),
    token: tokenOf(user, directory),
    serverName: stringAt(cluster, "tls-server-name"),
    skipVerification: cluster["insecure-skip-tls-verify"] === true,
    namespace: stringAt(context, "namespace") ?? "default",
  };
}

function refusePrograms(user: JsonObject, name: string, origin: string): void {
  for (const unsupported of ["exec", "auth-provider"]) {
    if (user[unsupported] !== undefined) {
      throw new Error(
        `${origin}: user "${name}" needs "${unsupported}"; only certificates and tokens work here`,
      );
    }
  }
}

function tokenOf(user: JsonObject, directory: string): string | undefined {
  const path = stringAt(user, "tokenFile");
  return path === undefined ? stringAt(user, "token") : readFileSync(resolve(directory, path), "utf8").trim();
}

function entry(
  document: JsonObject,
  list: string,
  field: string,
  name: string | undefined,
  origin: string,
): JsonObject {
  const found = objectsAt(document, list).find((item) => item["name"] === name)?.[field];
  if (name === undefined || !isObject(found)) {
    const known = objectsAt(document, list).map((item) => stringAt(item, "name") ?? "?");
    throw new Error(`${origin}: no ${field} named "${name ?? ""}"; it has: ${known.join(", ") || "none"}`);
  }
  return found;
}

function material(holder: JsonObject, field: string, directory: string): Buffer | undefined {
  const inline = stringAt(holder, `${field}-data`);
  if (inline !== undefined) {
    return Buffer.from(inline, "base64");
  }
  const path = stringAt(holder, field);
  return path === undefined ? undefined : readFileSync(resolve(directory, path));
}

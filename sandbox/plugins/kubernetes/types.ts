/**
 * What a resource's type token says: which Kubernetes kind, and how it is handled.
 */

/** An object that is applied, a patch of an object owned by somebody else, or the record of a Helm release. */
type Handling = "object" | "patch" | "release";

export interface ResourceType {
  readonly apiVersion: string;
  readonly kind: string;
  readonly handling: Handling;
}

const RELEASE = "kubernetes:helm.sh/v3:Release";

/** Packages of the provider that are no API groups: they render or invoke, which needs charts and files. */
const NOT_SERVED = new Set([
  "kubernetes:yaml",
  "kubernetes:yaml/v2",
  "kubernetes:kustomize",
  "kubernetes:kustomize/v2",
]);

/**
 * Reads a type token such as `kubernetes:apps/v1:Deployment`.
 *
 * @throws Error for types that the sandbox's provider does not serve
 */
export function parseType(token: string): ResourceType {
  const [, version = "", kind = ""] = token.split(":");
  if (token === RELEASE) {
    return { apiVersion: "v1", kind: "ConfigMap", handling: "release" };
  }
  if (NOT_SERVED.has(`kubernetes:${version}`) || version.startsWith("helm.sh/") || kind === "") {
    throw notServed(token);
  }
  const apiVersion = version.startsWith("core/") ? version.slice("core/".length) : version;
  if (kind.endsWith("Patch") && kind !== "Patch") {
    return { apiVersion, kind: kind.slice(0, -"Patch".length), handling: "patch" };
  }
  if (kind.endsWith("List") && isBuiltIn(apiVersion)) {
    throw new Error(
      `the sandbox's kubernetes provider does not serve ${token}; declare the items one by one`,
    );
  }
  return { apiVersion, kind, handling: "object" };
}

/** Only the groups of Kubernetes itself have list types; elsewhere a kind may be called that. */
function isBuiltIn(apiVersion: string): boolean {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return !group.includes(".") || group.endsWith(".k8s.io");
}

export function notServed(token: string): Error {
  return new Error(
    `the sandbox's kubernetes provider does not serve ${token}; declare the objects one by one`,
  );
}

/**
 * What the tests against a real API server share: a provider instance with its engine's side recorded, and requests.
 */
import type { KubernetesObject } from "../../api/object.ts";
import type { Created, Properties, Provider, Severity } from "../provider/index.ts";
import { createProvider } from "./provider.ts";

let engines = 0;

/** A provider as one engine run sees it. */
export class TestEngine {
  readonly provider: Provider;
  readonly messages: { severity: Severity; message: string }[] = [];
  readonly #abort = new AbortController();

  constructor() {
    const address = `engine-${(engines += 1)}`;
    this.provider = createProvider({
      log: (severity, message) => this.messages.push({ severity, message }),
      progress: () => undefined,
      signal: this.#abort.signal,
      engineAddress: () => address,
    });
  }

  /** Configures for a cluster; flags are the provider's own. */
  async connect(kubeconfig: string, flags: Properties = {}): Promise<this> {
    await this.provider.configure?.({ args: { kubeconfig, ...flags } });
    return this;
  }

  preview(object: KubernetesObject): Promise<Created> {
    return this.provider.create({ ...about(object), inputs: object, preview: true });
  }

  create(object: KubernetesObject, timeoutSeconds?: number): Promise<Created> {
    return this.provider.create({ ...about(object), inputs: object, preview: false, timeoutSeconds });
  }

  previewUpdate(old: KubernetesObject, next: KubernetesObject): Promise<Properties> {
    return this.provider.update({ ...change(old, next), preview: true });
  }

  update(old: KubernetesObject, next: KubernetesObject): Promise<Properties> {
    return this.provider.update({ ...change(old, next), preview: false });
  }

  delete(object: KubernetesObject, timeoutSeconds?: number): Promise<void> {
    return this.provider.delete({
      ...about(object),
      id: id(object),
      inputs: object,
      outputs: object,
      timeoutSeconds,
    });
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.provider.close?.();
  }
}

/** The resource that stands for an object in a program: one per kind and name. */
export function about(object: KubernetesObject): { urn: string; type: string; name: string } {
  const { apiVersion, kind, metadata } = object;
  const type = `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
  const name = metadata.name ?? "";
  return { urn: `urn:pulumi:test::sandbox::${type}::${metadata.namespace ?? ""}-${name}`, type, name };
}

export function id({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined
    ? (metadata.name ?? "")
    : `${metadata.namespace}/${metadata.name ?? ""}`;
}

function change(
  old: KubernetesObject,
  news: KubernetesObject,
): ReturnType<typeof about> & {
  id: string;
  oldInputs: Properties;
  oldOutputs: Properties;
  news: Properties;
} {
  return { ...about(news), id: id(old), oldInputs: old, oldOutputs: old, news };
}

/** An object of a namespace. */
export function resource(
  kind: string,
  namespace: string | undefined,
  name: string,
  rest: Properties = {},
): KubernetesObject {
  const [apiVersion = "", kindName = ""] = kind.split(" ");
  const metadata = namespace === undefined ? { name } : { name, namespace };
  return { apiVersion, kind: kindName, metadata, ...rest };
}

/** A Deployment that Pod Security's "restricted" accepts. */
export function deployment(
  namespace: string,
  name: string,
  replicas = 1,
  container: Properties = {},
): KubernetesObject {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
  const pod = {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [{ name: "main", image: "registry.invalid/main:1.0.0", securityContext, ...container }],
  };
  const template = { metadata: { labels: { app: name } }, spec: pod };
  return resource("apps/v1 Deployment", namespace, name, {
    spec: { replicas, selector: { matchLabels: { app: name } }, template },
  });
}

export function restrictedNamespace(name: string): KubernetesObject {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

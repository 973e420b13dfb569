/** Real previews of resources that a test names, judged by the real policy pack at levels of the test's choice. */
import { readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { hasUnknown } from "@plinth/policies/fixtures";
import type { Resource } from "../../policies/lib/rule.ts";
import { ApiError, KubernetesClient, stringAt, type KubernetesObject } from "../../sandbox/api/client.ts";
import type { Finished } from "./command.ts";
import { TemporaryProgram } from "./temporary-program.ts";

/** The pack's config: for each rule a level, or a level and parameters; `all` is about the others. */
export type Levels = Readonly<Record<string, unknown>>;

/** One entry of the report that ends a preview. */
export interface Reported {
  readonly level: string;
  readonly rule: string;
  /** The resource's name in the program. */
  readonly resource: string;
  /** What stands below it. */
  readonly text: string;
}

export interface Preview extends Finished {
  readonly reported: readonly Reported[];
}

const repository = path.resolve(import.meta.dirname, "../..");

export class ResourcePreviews {
  // A namespace may be among the resources, and there already for others.
  readonly #program = new TemporaryProgram("programs/resources.ts", {
    "kubernetes:upsertExistingObjects": "true",
  });

  /** The program's `policies/` is the repository's, but for the levels. */
  constructor() {
    const pack = path.join(repository, "policies");
    this.#program.write("policies/levels/dev.json", {});
    for (const entry of readdirSync(pack).filter((name) => name !== "levels")) {
      symlinkSync(path.join(pack, entry), path.join(this.#program.folder, "policies", entry));
    }
    symlinkSync(path.join(repository, "node_modules"), path.join(this.#program.folder, "node_modules"));
  }

  /**
   * Starts the control plane, and creates there what Kubernetes objects among the resources take for granted.
   *
   * @returns the cases of whose objects the API server refuses none, whatever the policies say of them
   */
  async prepare<T extends { readonly resources: readonly Resource[] }>(cases: readonly T[]): Promise<T[]> {
    await this.#program.commands.succeed("preview");
    const client = KubernetesClient.fromKubeconfig(this.#program.files.kubeconfig);
    try {
      const needed = takenForGranted(cases.flatMap(({ resources }) => resources));
      for (const object of needed) await client.create(object);
      const accepted = await Promise.all(cases.map(({ resources }) => accepts(client, resources)));
      return cases.filter((_, index) => accepted[index]);
    } finally {
      client.close();
    }
  }

  /** One preview of these resources and no others. */
  async preview(resources: readonly Resource[], levels: Levels = {}): Promise<Preview> {
    this.#program.declare(resources);
    this.#program.write("policies/levels/dev.json", levels);
    const finished = await this.#program.commands.run("preview");
    return { ...finished, reported: reportedIn(finished.output) };
  }

  dispose(): Promise<void> {
    return this.#program.dispose();
  }
}

/** The namespaces that objects stand in, and the accounts of bare pods. */
function takenForGranted(resources: readonly Resource[]): KubernetesObject[] {
  const objects = new Map<string, KubernetesObject>();
  const take = (kind: string, name: string | undefined, namespace?: string) => {
    if (name === undefined || name === "default") return;
    objects.set(`${kind} ${namespace} ${name}`, { apiVersion: "v1", kind, metadata: { name, namespace } });
  };
  for (const { properties } of resources) take("Namespace", stringAt(properties, "metadata", "namespace"));
  for (const { properties } of resources.filter(({ type }) => type === "kubernetes:core/v1:Pod")) {
    const account =
      stringAt(properties, "spec", "serviceAccountName") ?? stringAt(properties, "spec", "serviceAccount");
    take("ServiceAccount", account, stringAt(properties, "metadata", "namespace"));
  }
  return [...objects.values()];
}

/** Whether the API server takes all objects among the resources that it can be asked about. */
async function accepts(client: KubernetesClient, resources: readonly Resource[]): Promise<boolean> {
  for (const { type, properties } of resources) {
    if (!type.startsWith("kubernetes:") || type.endsWith("Patch") || hasUnknown(properties)) continue;
    try {
      await client.apply(properties as KubernetesObject, { fieldManager: "test", dryRun: true });
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }
  return true;
}

/** `- [mandatory]  <rule>  (<type>: <name>)`, and indented lines below it. */
function reportedIn(output: string): Reported[] {
  const [, ...entries] =
    (output.split("\nPolicies:\n")[1] ?? "").split("\nDiagnostics:")[0]?.split(/^ +- \[/m) ?? [];
  return entries.map((entry) => {
    const [, level = "", rule = "", resource = "", text = ""] =
      /^(\w+)\] +(\S+) +\([^ ]+: (.*)\)\n([^]*)$/.exec(entry) ?? [];
    return { level, rule, resource, text };
  });
}

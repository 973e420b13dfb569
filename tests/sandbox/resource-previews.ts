/** Real previews of resources that a test names, judged by the real policy pack at levels of the test's choice. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hasUnknown } from "@plinth/policies/fixtures";
import type { Resource } from "../../policies/lib/rule.ts";
import { ApiError, KubernetesClient, stringAt, type KubernetesObject } from "../../sandbox/api/client.ts";
import { sandboxPaths, stackPaths } from "../../sandbox/cli/paths.ts";
import { Commands, type Finished } from "./command.ts";

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
const project = "resources";
const stack = "dev";

export class ResourcePreviews {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "plinth-resources-"));
  readonly #commands = new Commands(this.#folder);

  constructor() {
    this.#linkPack();
    const main = path.join(import.meta.dirname, "programs/resources.ts");
    const runtime = { name: "nodejs", options: { typescript: false } };
    const config = {
      [`${project}:resources`]: path.join(this.#folder, "resources.json"),
      "aws:region": "eu-west-1",
      // A namespace may be among the resources, and there already for others.
      "kubernetes:upsertExistingObjects": "true",
    };
    this.#write("Pulumi.yaml", { name: project, main, runtime });
    this.#write(`Pulumi.${stack}.yaml`, { config });
  }

  /**
   * Starts the control plane, and creates there what Kubernetes objects among the resources take for granted.
   *
   * @returns the cases of whose objects the API server refuses none, whatever the policies say of them
   */
  async prepare<T extends { readonly resources: readonly Resource[] }>(cases: readonly T[]): Promise<T[]> {
    const { code, output } = await this.preview([]);
    if (code !== 0) throw new Error(output);
    const { kubeconfig } = stackPaths(sandboxPaths(this.#folder, this.#commands.home), project, stack);
    const client = KubernetesClient.fromKubeconfig(kubeconfig);
    try {
      for (const object of takenForGranted(cases.flatMap(({ resources }) => resources)))
        await client.create(object);
      const accepted = await Promise.all(cases.map(({ resources }) => accepts(client, resources)));
      return cases.filter((_, index) => accepted[index]);
    } finally {
      client.close();
    }
  }

  /** One preview of these resources and no others. */
  async preview(resources: readonly Resource[], levels: Levels = {}): Promise<Preview> {
    this.#write("resources.json", resources);
    this.#write(`policies/levels/${stack}.json`, levels);
    const finished = await this.#commands.run("preview", stack);
    return { ...finished, reported: reportedIn(finished.output) };
  }

  async dispose(): Promise<void> {
    await this.#commands.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The program's `policies/` is the repository's, but for the levels. */
  #linkPack(): void {
    const pack = path.join(repository, "policies");
    const linked = path.join(this.#folder, "policies");
    mkdirSync(path.join(linked, "levels"), { recursive: true });
    for (const entry of readdirSync(pack).filter((name) => name !== "levels")) {
      symlinkSync(path.join(pack, entry), path.join(linked, entry));
    }
    symlinkSync(path.join(repository, "node_modules"), path.join(this.#folder, "node_modules"));
  }

  /** JSON is YAML too. */
  #write(name: string, content: unknown): void {
    writeFileSync(path.join(this.#folder, name), JSON.stringify(content));
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

/** A program of `programs/` with a folder, configuration and sandbox of its own, which go away at the end. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sandboxPaths, stackPaths, type SandboxPaths, type StackPaths } from "../../sandbox/cli/paths.ts";
import { Commands } from "./command.ts";

const project = "temporary";
const stack = "dev";

export class TemporaryProgram {
  readonly folder: string;
  readonly commands: Commands;

  /**
   * @param name file name in `programs/`
   * @param config keys and values of its one stack, `dev`, beside the program's `resources`: see {@link declare}
   */
  constructor(name: string, config: Readonly<Record<string, unknown>> = {}) {
    this.folder = mkdtempSync(path.join(tmpdir(), "plinth-program-"));
    this.commands = new Commands(this.folder);
    const main = path.join(import.meta.dirname, "programs", name);
    const runtime = { name: "nodejs", options: { typescript: false } };
    // JSON is YAML too.
    this.write("Pulumi.yaml", { name: project, main, runtime });
    const resources = path.join(this.folder, "resources.json");
    this.write(`Pulumi.${stack}.yaml`, {
      config: { [`${project}:resources`]: resources, "aws:region": "eu-west-1", ...config },
    });
    this.declare([]);
  }

  get paths(): SandboxPaths {
    return sandboxPaths(this.folder, this.commands.home);
  }

  /** Of its stack. */
  get files(): StackPaths {
    return stackPaths(this.paths, project, stack);
  }

  /** Says what the program registers from now on. */
  declare(resources: readonly Declared[]): void {
    this.write("resources.json", resources);
  }

  /** Writes a file in its folder: text as it is, anything else as JSON. */
  write(file: string, content: unknown): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, typeof content === "string" ? content : JSON.stringify(content));
  }

  async dispose(): Promise<void> {
    await this.commands.dispose();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A resource as the programs read it. */
export interface Declared {
  /** Pulumi type token: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its inputs. Pulumi's own sentinel stands for a value that is known only after the update. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A program with a folder, configuration and sandbox of its own, which go away at the end. Its one stack is `dev`. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { sandboxPaths, stackPaths, type SandboxPaths, type StackPaths } from "../../sandbox/cli/paths.ts";
import { Commands } from "./command.ts";

/** A resource as the programs in `programs/` read it. */
export interface Declared {
  /** Pulumi type token: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** Its inputs. Pulumi's own sentinel stands for a value that is known only after the update. */
  readonly properties: Readonly<Record<string, unknown>>;
}

type Config = Readonly<Record<string, unknown>>;

const project = "plinth";
const stack = "dev";

export class TemporaryProgram {
  readonly folder = mkdtempSync(path.join(tmpdir(), "plinth-program-"));
  readonly commands = new Commands(this.folder);

  /**
   * @param main the program's file, seen from here
   * @param config the stack's configuration; the programs in `programs/` also find there what they are to register
   */
  constructor(main: string, config: Config = {}) {
    this.write("resources.json", []);
    this.become(main, config);
  }

  get paths(): SandboxPaths {
    return sandboxPaths(this.folder, this.commands.home);
  }

  /** Of its stack. */
  get files(): StackPaths {
    return stackPaths(this.paths, project, stack);
  }

  /** Makes it another program. What has been deployed is still there. */
  become(main: string, config: Config = {}): void {
    const runtime = { name: "nodejs", options: { typescript: false } };
    // JSON is YAML too.
    this.write("Pulumi.yaml", { name: project, main: path.resolve(import.meta.dirname, main), runtime });
    const declared = {
      "resources:file": path.join(this.folder, "resources.json"),
      "aws:region": "eu-west-1",
    };
    this.write(`Pulumi.${stack}.yaml`, { config: { ...declared, ...config } });
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

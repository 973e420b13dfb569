/**
 * A small Pulumi program in a folder of its own, and the sandbox's command line run on it: for tests.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sandboxPaths, stackPaths, type SandboxPaths, type StackPaths } from "../paths.ts";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

/** Objects of every provider that keeps something, in an order that gives a killed update something to lose. */
const SOURCE = `import * as aws from "@pulumi/aws";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

const config = new pulumi.Config();
const count = config.requireNumber("count");
const password = new random.RandomPassword("password", { length: 16 });
const vpc = new aws.ec2.Vpc("network", { cidrBlock: "10.0.0.0/16" });
for (let index = 0; index < count; index++) {
  new aws.ec2.Subnet(\`subnet-\${index}\`, { vpcId: vpc.id, cidrBlock: \`10.0.\${index}.0/24\` });
}
const namespace = new kubernetes.core.v1.Namespace("app", { metadata: { name: "app" } });
const inNamespace = (name: string) => ({ name, namespace: namespace.metadata.name });
for (let index = 0; index < count; index++) {
  new kubernetes.core.v1.ConfigMap(\`settings-\${index}\`, { metadata: inNamespace(\`settings-\${index}\`), data: { index: String(index) } });
}
const labels = { app: "web" };
new kubernetes.apps.v1.Deployment("web", {
  metadata: inNamespace("web"),
  spec: {
    replicas: 2,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "registry.test/web:1.0.0" }] } },
  },
});
new kubernetes.core.v1.Secret("access", { metadata: inNamespace("access"), stringData: { password: password.result } });
export const urls = { web: "https://web.test" };
export const secretOutput = password.result;
`;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line as a child process, and its outcome. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

export class TestProgram {
  readonly root: string;
  readonly paths: SandboxPaths;

  constructor() {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), "sandbox-e2e-")));
    this.paths = sandboxPaths(this.root, join(this.root, ".sandbox"));
    symlinkSync(MODULES, join(this.root, "node_modules"));
    this.write("package.json", '{ "type": "module", "main": "index.ts" }');
    this.write("Pulumi.yaml", "name: app\nruntime:\n  name: nodejs\n  options: { typescript: false }\n");
    this.write("Pulumi.dev.yaml", "config:\n  app:count: 3\n  aws:region: us-east-1\n");
    this.write("index.ts", SOURCE);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true });
    writeFileSync(join(this.root, file), text);
  }

  files(stack = "dev"): StackPaths {
    return stackPaths(this.paths, "app", stack);
  }

  /** Starts one command of the sandbox. */
  start(...args: readonly string[]): Running {
    const { PULUMI_STACK: _, ...environment } = process.env;
    const child = spawn(process.execPath, [MAIN, ...args], {
      cwd: this.root,
      env: { ...environment, SANDBOX_HOME: this.paths.home, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr]: [string[], string[]] = [[], []];
    child.stdout.setEncoding("utf8").on("data", (text: string) => stdout.push(text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
    const finished = once(child, "close").then(([code]) => ({
      code: code as number | null,
      stdout: stdout.join(""),
      stderr: stderr.join(""),
    }));
    return { child, finished };
  }

  /** Runs one command of the sandbox to its end. */
  run(...args: readonly string[]): Promise<Finished> {
    return this.start(...args).finished;
  }

  /** Ends what may still run, and removes the folder. */
  async dispose(): Promise<void> {
    await this.run("stop");
    rmSync(this.root, { recursive: true, force: true });
  }
}

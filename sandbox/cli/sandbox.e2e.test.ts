/**
 * The whole command line on a small program: real engine, real API server.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { KubernetesClient } from "../api/client.ts";
import { readCheckpoint, resourcesOf } from "./checkpoint.ts";
import { processesOf } from "./e2e/processes.ts";
import { TestProgram, type Finished } from "./e2e/program.ts";
import { awsResources } from "./leftovers.ts";

function succeeded(result: Finished): Finished {
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`);
  return result;
}

describe("the sandbox, end to end", function () {
  this.timeout(300_000);
  let program: TestProgram;
  before(() => (program = new TestProgram()));
  after(() => program.dispose());

  const engineResources = () => resourcesOf(readCheckpoint(program.files().checkpoint));
  const awsIds = () => awsResources(program.paths.aws, "app", "dev");
  async function configMaps(): Promise<readonly string[]> {
    const client = KubernetesClient.fromKubeconfig(program.files().kubeconfig);
    const maps = await client.list({ apiVersion: "v1", kind: "ConfigMap", namespace: "app" });
    client.close();
    return maps.map(({ metadata }) => metadata.name ?? "").filter((name) => name.startsWith("settings"));
  }

  it("says which stacks there are when asked for another, before it prepares anything", async () => {
    const { code, stderr } = await program.run("up", "nope");
    assert.equal(code, 1);
    assert.match(stderr, /^error: stack "nope": .*no Pulumi\.nope\.yaml\n {2}.*\(dev\).*\n$/);
    assert.equal(existsSync(program.paths.home), false);
  });

  it("names file and line of a broken stack file", async () => {
    program.write("Pulumi.broken.yaml", "config:\n  app:count: [3\n");
    const { code, stderr } = await program.run("up", "broken");
    rmSync(join(program.root, "Pulumi.broken.yaml"));
    assert.equal(code, 1);
    assert.match(stderr, /^error: Pulumi\.broken\.yaml:\d+:\d+: .*\n {2}.*\n$/);
  });

  it("has nothing to destroy before the first up", async () => {
    assert.match(succeeded(await program.run("down")).stderr, /not up: there is nothing to destroy/);
  });

  it("brings a stack up and says what runs where", async () => {
    const { stdout } = succeeded(await program.run("up"));
    assert.match(stdout, /Stack dev is up/);
    assert.match(stdout, /app +Deployment web +2 of 2 ready/);
    assert.match(stdout, /AWS +4 resources/);
    assert.match(stdout, /urls\.web +https:\/\/web\.test/);
    assert.doesNotMatch(stdout, /secretOutput +\S*[^\]s]$/m);
    assert.equal((await configMaps()).length, 3);
    assert.equal(awsIds().length, 4);
  });

  it("leaves the tracked stack file as it was", () => {
    const text = readFileSync(join(program.root, "Pulumi.dev.yaml"), "utf8");
    assert.deepEqual(parse(text), { config: { "app:count": 3, "aws:region": "us-east-1" } });
  });

  it("finds no change afterwards", async () => {
    succeeded(await program.run("preview", "--expect-no-changes"));
  });

  it("gives the plain CLI everything it needs, with clean output", async () => {
    const preview = succeeded(await program.run("run", "pulumi", "preview", "--json"));
    assert.equal(
      Object.keys((JSON.parse(preview.stdout) as { changeSummary: object }).changeSummary).join(),
      "same",
    );
    const exported = succeeded(await program.run("run", "pulumi", "stack", "export"));
    assert.equal((JSON.parse(exported.stdout) as { version: number }).version, 3);
  });

  it("brings configuration that was set through it into the tracked file", async () => {
    succeeded(await program.run("run", "pulumi", "config", "set", "app:count", "4"));
    assert.match(readFileSync(join(program.root, "Pulumi.dev.yaml"), "utf8"), /app:count: "?4"?\n/);
    succeeded(await program.run("up"));
    assert.equal((await configMaps()).length, 4);
  });

  it("passes exit codes on, and prints an environment that a shell can read", async () => {
    assert.equal((await program.run("run", "sh", "-c", "exit 7")).code, 7);
    const { stdout } = succeeded(await program.run("run"));
    assert.match(stdout, new RegExp(`^export KUBECONFIG='${program.files().kubeconfig}'$`, "m"));
  });

  it("says so when the program fails, and keeps what is there", async () => {
    program.write("broken.ts", "throw new Error('no luck');\n");
    const source = readFileSync(join(program.root, "index.ts"), "utf8");
    program.write("index.ts", `import "./broken.ts";\n${source}`);
    const { code, stdout, stderr } = await program.run("up");
    program.write("index.ts", source);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /no luck/);
    assert.match(stderr, /stack dev is not up: pulumi ended with exit code \d+/);
    succeeded(await program.run("preview", "--expect-no-changes"));
  });

  it("goes on after a kill in the middle, with nothing twice", async () => {
    succeeded(await program.run("run", "pulumi", "config", "set", "app:count", "12"));
    const { child, finished } = program.start("up");
    await untilMoreThan(engineResources().length + 2, () => engineResources().length);
    child.kill("SIGKILL");
    await finished;
    succeeded(await program.run("up"));
    succeeded(await program.run("preview", "--expect-no-changes"));
    assert.equal((await configMaps()).length, 12);
    const recorded = engineResources().filter(({ type }) => type.startsWith("aws:"));
    assert.deepEqual(awsIds().toSorted(), recorded.map(({ type, id }) => `${type} ${id ?? ""}`).toSorted());
  });

  it("stops every process, and starts again where it was", async () => {
    succeeded(await program.run("stop"));
    assert.deepEqual(processesOf(program.root), []);
    assert.match(succeeded(await program.run("stop")).stderr, /Nothing was running/);
    succeeded(await program.run("preview", "--expect-no-changes"));
  });

  it("destroys it, and leaves nothing anywhere", async () => {
    const { stderr } = succeeded(await program.run("down"));
    assert.match(stderr, /Left: 0 resources in the engine's state, 0 objects in the API server, 0 resources/);
    assert.deepEqual(awsIds(), []);
    assert.equal(existsSync(program.files().directory), false);
    assert.equal(existsSync(program.files().checkpoint), false);
    assert.deepEqual(processesOf(program.root), []);
    succeeded(await program.run("down"));
  });
});

async function untilMoreThan(count: number, read: () => number): Promise<void> {
  while (read() <= count) {
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

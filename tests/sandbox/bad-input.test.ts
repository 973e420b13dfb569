/** What users and machines do to a sandbox: each gets one clear message, and nothing is lost. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { KubernetesClient } from "../../sandbox/api/client.ts";
import { processesOf } from "../../sandbox/cli/e2e/processes.ts";
import { findControlPlane } from "../../sandbox/controlplane/index.ts";
import { environmentOfStack } from "../graph/program.ts";
import type { Finished } from "./command.ts";
import { listeners } from "./processes.ts";
import { TemporaryProgram, type Declared } from "./temporary-program.ts";

const resources: readonly Declared[] = [
  {
    type: "kubernetes:core/v1:Namespace",
    name: "shop",
    properties: { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
  },
  { type: "aws:ec2/vpc:Vpc", name: "network", properties: { cidrBlock: "10.0.0.0/16" } },
];

describe("bad input", function () {
  this.timeout(300_000);
  const program = new TemporaryProgram("programs/resources.ts");
  const { commands, files } = program;
  const home = commands.home;
  let isOwnDisk = false;
  before(() => (isOwnDisk = mount(home)));
  after(async () => {
    await commands.run("stop");
    if (isOwnDisk) execFileSync("umount", [home]);
    await program.dispose();
  });

  /** Ended with exit code 1 and one message of two parts, what and remedy, without a stack trace. */
  function assertRefused({ code, output }: Finished, what: RegExp, remedy: RegExp): void {
    assert.equal(code, 1, output);
    assert.equal(output.match(/^error: /gm)?.length, 1, output);
    assert.match(output, what);
    assert.match(output.slice(output.indexOf("error: ")), remedy);
    assertNoTrace(output);
  }

  /** The stack is up as it was. */
  async function assertNothingLost(): Promise<void> {
    await commands.succeed("preview", "--expect-no-changes");
    assert.equal(await uidOfNamespace(), uid);
  }

  let uid: string | undefined;
  async function uidOfNamespace(): Promise<string | undefined> {
    const client = KubernetesClient.fromKubeconfig(files.kubeconfig);
    try {
      const { metadata } = await client.get({ apiVersion: "v1", kind: "Namespace", name: "shop" });
      return metadata.uid;
    } finally {
      client.close();
    }
  }

  describe("before anything is there", () => {
    for (const [command, ...args] of [
      ["up", "nope"],
      ["preview", "nope"],
      ["down", "nope"],
      ["run", "--stack", "nope"],
    ] as const) {
      it(`names the stacks there are when ${command} is asked for another`, async () => {
        assertRefused(
          await commands.run(command, ...args),
          /stack "nope": .*no Pulumi\.nope\.yaml/,
          /\(dev\)/,
        );
        assert.deepEqual(processesOf(home), []);
      });
    }

    for (const [file, broken] of [
      ["Pulumi.yaml", "name: [plinth\n"],
      ["Pulumi.dev.yaml", "config:\n  a: b: c\n"],
    ] as const) {
      it(`names the place of a mistake in ${file}`, async () => {
        program.write(file, broken);
        assertRefused(
          await commands.run("up"),
          new RegExp(`${file.replaceAll(".", "\\.")}:\\d+:\\d+: `),
          /Correct the YAML/,
        );
        program.become("programs/resources.ts");
      });
    }

    it("names the disk that has no room", async function () {
      if (!isOwnDisk) return notTried();
      const filled = fill(home);
      assertRefused(
        await commands.run("up"),
        new RegExp(`${home}: only \\d+ MiB of disk space are left`),
        /Free some space/,
      );
      rmSync(filled);
    });

    it("takes other ports when the first ones are in use", async () => {
      const port = await firstFreePort();
      const other = await listen(port);
      program.declare(resources);
      const { output } = await commands.succeed("up");
      other.close();
      assert.match(output, /Stack dev is up/);
      assert.notEqual(portsOf(files.directory).apiServer, port);
      uid = await uidOfNamespace();
    });
  });

  describe("while a stack is up", () => {
    it("lists all mistakes of a stack file at once, and registers nothing", async () => {
      const environment = environmentOfStack("dev");
      const network = { ...(environment["network"] as object), cidr: "10.0.0.0/33", natGateways: "none" };
      const wrong = { ...environment, network, surprise: true, registry: 7 };
      program.become("../../index.ts", { "plinth:environment": wrong });
      const { code, output } = await commands.run("preview");
      program.become("programs/resources.ts");
      assert.notEqual(code, 0);
      assert.match(output, /Pulumi\.dev\.yaml has 4 mistakes/);
      for (const place of ["network.cidr", "network.natGateways", "surprise", "registry"]) {
        assert.match(output, new RegExp(`plinth:environment\\.${place}: `));
      }
      assert.doesNotMatch(output, /to create|plinth:network:Network/);
      assertNoTrace(output);
      await assertNothingLost();
    });

    it("listens on this machine's own address only, whatever runs", async () => {
      const { finished, child } = commands.start("up");
      let most = 0;
      while (child.exitCode === null) {
        const { count, outside } = listeners(home);
        assert.deepEqual(outside, []);
        most = Math.max(most, count);
        await pause(200);
      }
      assert.equal((await finished).code, 0);
      // etcd has two, the API server, kwok, the engine, the language host and each of four providers one or more.
      assert.ok(most >= 10, `${most} sockets`);
    });

    it("brings a control plane back whose servers were killed", async () => {
      await kill("etcd", "kube-apiserver");
      await commands.succeed("up");
      await assertNothingLost();
    });

    it("brings a control plane back that was killed as a whole", async () => {
      await kill("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok");
      await assertNothingLost();
    });

    async function kill(...names: readonly string[]): Promise<void> {
      const plane = await findControlPlane(files.directory);
      for (const [name, pid] of Object.entries(plane?.pids ?? {})) {
        if (names.includes(name)) process.kill(pid, "SIGKILL");
      }
      while ((await findControlPlane(files.directory)) !== undefined) await pause(20);
    }

    for (const command of ["up", "preview", "down"]) {
      it(`does not touch the state of an earlier version: ${command}`, async () => {
        const restore = replace(program.paths.layout, '{"layout":0}\n');
        assertRefused(
          await commands.run(command),
          /this state has layout 0/,
          /Bring the stacks down with the version that made them/,
        );
        restore();
      });
    }

    it("does not touch the control plane of an earlier version", async () => {
      const restore = replace(
        path.join(files.directory, "version.json"),
        '{"layout":1,"kubernetes":"1.20.0"}\n',
      );
      assertRefused(
        await commands.run("up"),
        /made by another version of the sandbox \(layout 1, Kubernetes 1\.20\.0/,
        /Go back to that version/,
      );
      restore();
      await assertNothingLost();
    });

    it("does nothing on a disk without room, and goes on from where it was", async function () {
      if (!isOwnDisk) return notTried();
      const filled = fill(home);
      assertRefused(await commands.run("up"), /only \d+ MiB of disk space are left/, /Free some space/);
      rmSync(filled);
      await assertNothingLost();
    });
  });

  describe("after a stop", () => {
    it("has no process left", async () => {
      await commands.succeed("stop");
      assert.deepEqual(processesOf(home), []);
    });

    it("names the port that somebody else has taken, and goes on once it is free", async () => {
      const { apiServer } = portsOf(files.directory);
      const other = await listen(apiServer);
      const finished = await commands.run("up");
      other.close();
      assertRefused(
        finished,
        new RegExp(`port ${apiServer} on 127\\.0\\.0\\.1: .*something else listens there`),
        /Stop that program/,
      );
      assert.deepEqual(processesOf(home), []);
      await assertNothingLost();
    });

    it("is gone after a down", async () => {
      await commands.succeed("down");
      assert.deepEqual(processesOf(home), []);
      assert.equal(existsSync(files.directory), false);
    });
  });
});

function assertNoTrace(output: string): void {
  assert.doesNotMatch(output, /^\s+at .+:\d+\)?$/m);
}

function portsOf(directory: string): { readonly apiServer: number } {
  return JSON.parse(readFileSync(path.join(directory, "ports.json"), "utf8")) as { apiServer: number };
}

async function listen(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.listen({ host: "127.0.0.1", port, exclusive: true });
  await once(server, "listening");
  return server;
}

/** The port that the API server of the next control plane would take: the first of three in a row that are free. */
async function firstFreePort(): Promise<number> {
  for (let base = 16_443; ; base += 10) {
    const opened = await Promise.allSettled([base, base + 1, base + 2].map(listen));
    const servers = opened.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    await Promise.all(servers.map((server) => once(server.close(), "close")));
    if (servers.length === opened.length) return base;
  }
}

/** Replaces a file's text. @returns what brings the old one back */
function replace(file: string, text: string): () => void {
  const before = readFileSync(file, "utf8");
  writeFileSync(file, text);
  return () => writeFileSync(file, before);
}

/** Gives a folder a file system of its own, in memory. @returns whether this user may */
function mount(folder: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=600m", "plinth-test", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Leaves a MiB of a file system. @returns the file that takes the rest */
function fill(folder: string): string {
  const { bavail, bsize } = statfsSync(folder);
  const file = path.join(folder, "filled");
  execFileSync("fallocate", ["-l", String(bavail * bsize - 1024 * 1024), file]);
  return file;
}

function notTried(): void {
  process.stdout.write("      not tried: this user may not mount a file system\n");
}

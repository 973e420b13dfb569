import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { createServer } from "node:net";
import { join } from "node:path";
import { KubernetesClient, stringAt } from "../api/client.ts";
import { isUserError } from "../errors.ts";
import type { Toolchain } from "../toolchain/index.ts";
import type { ComponentName } from "./components.ts";
import { identify } from "./identity.ts";
import { findControlPlane, startControlPlane, stopControlPlane, type ControlPlane } from "./controlplane.ts";
import {
  BUILD_TIMEOUT,
  eventually,
  listeningAddresses,
  LOOPBACK,
  PLANE_TIMEOUT,
  realToolchain,
  temporaryDirectory,
  TEST_BASE_PORT,
} from "./testing.ts";

describe("the life of a control plane", function () {
  this.timeout(PLANE_TIMEOUT);
  let toolchain: Toolchain;
  let parent: string;
  let directory: string;
  let cleanUp: () => Promise<void>;

  const start = (options: Partial<Toolchain> = {}): Promise<ControlPlane> =>
    startControlPlane({ directory, toolchain: { ...toolchain, ...options }, basePort: TEST_BASE_PORT });

  const marker = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "kept" } as const;
  const withClient = async <T>(
    plane: ControlPlane,
    work: (client: KubernetesClient) => Promise<T>,
  ): Promise<T> => {
    const client = KubernetesClient.fromKubeconfig(plane.kubeconfig);
    try {
      return await work(client);
    } finally {
      client.close();
    }
  };
  const write = (plane: ControlPlane, text: string) =>
    withClient(plane, (client) => {
      const { apiVersion, kind, namespace, name } = marker;
      return client.apply(
        { apiVersion, kind, metadata: { namespace, name }, data: { text } },
        { fieldManager: "test" },
      );
    });
  const read = (plane: ControlPlane) =>
    withClient(plane, async (client) => stringAt(await client.get(marker), "data", "text"));

  before(async function () {
    this.timeout(BUILD_TIMEOUT);
    toolchain = await realToolchain();
    const { path, remove } = await temporaryDirectory();
    parent = path;
    directory = join(path, "dev");
    cleanUp = remove;
  });

  after(async () => {
    await stopControlPlane(directory);
    await cleanUp();
  });

  it("starts once, also when it is started twice at once, and is found", async () => {
    assert.equal(await findControlPlane(directory), undefined);
    const [first, second] = await Promise.all([start(), start()]);
    assert.deepEqual(first, second);
    assert.deepEqual(await findControlPlane(directory), first);
    assert.deepEqual(await start(), first);
    await write(first, "one");
  });

  const onLinux = process.platform === "linux" ? it : () => {};
  onLinux("listens on 127.0.0.1 alone", async () => {
    const plane = await start();
    const addresses = Object.values(plane.pids).flatMap(listeningAddresses);
    assert.equal(addresses.length, 3, "the API server, etcd for clients and etcd for peers");
    assert.deepEqual([...new Set(addresses)], [LOOPBACK]);
  });

  it("lets nobody into etcd without a certificate of etcd's own authority", async () => {
    const { server } = await start();
    const file = (name: string) => readFile(join(directory, "pki", name));
    const health = async (user: string): Promise<number | undefined> => {
      const url = `https://127.0.0.1:${Number(new URL(server).port) + 1}/health`;
      const [ca, cert, key] = [
        await file("etcd-ca.crt"),
        await file(`${user}.crt`),
        await file(`${user}.key`),
      ];
      return new Promise((resolve, reject) => {
        get(url, { ca, cert, key, agent: false }, ({ statusCode }) => resolve(statusCode)).on(
          "error",
          reject,
        );
      });
    };
    assert.equal(await health("etcd-client"), 200);
    await assert.rejects(health("admin"), /alert|reset|hang up/);
  });

  it("keeps keys and kubeconfigs from others", async () => {
    const pki = await readdir(join(directory, "pki"));
    const secret = pki.filter((file) => /\.(key|kubeconfig)$/.test(file)).map((file) => join("pki", file));
    assert.ok(secret.length > 8);
    for (const file of [...secret, "kubeconfig", "processes.json"]) {
      assert.equal((await stat(join(directory, file))).mode & 0o077, 0, file);
    }
    assert.equal((await stat(directory)).mode & 0o077, 0);
  });

  const kill = async (plane: ControlPlane, ...names: ComponentName[]) => {
    names.forEach((name) => process.kill(plane.pids[name], "SIGKILL"));
    await eventually("they are gone", () =>
      Promise.resolve(names.every((name) => identify(plane.pids[name]) === undefined)),
    );
    assert.equal(await findControlPlane(directory), undefined);
  };

  it("comes back after etcd and the API server were killed, and has lost nothing", async () => {
    const before = await start();
    await write(before, "two");
    await kill(before, "etcd", "kube-apiserver");
    const after = await start();
    assert.equal(await read(after), "two");
    assert.equal(after.server, before.server);
  });

  it("completes itself after one client of the API server was killed", async () => {
    const before = await start();
    await kill(before, "kube-scheduler");
    const after = await start();
    assert.notEqual(after.pids["kube-scheduler"], before.pids["kube-scheduler"]);
    assert.deepEqual({ ...after.pids, "kube-scheduler": 0 }, { ...before.pids, "kube-scheduler": 0 });
  });

  it("stops without a trace, keeps its state, and comes back where it was", async () => {
    const before = await start();
    await write(before, "three");
    assert.equal(await stopControlPlane(directory), true);
    assert.deepEqual(
      Object.values(before.pids).filter((pid) => identify(pid) !== undefined),
      [],
    );
    assert.equal(await stopControlPlane(directory), false);
    const kubeconfig = await readFile(before.kubeconfig, "utf8");
    const after = await start();
    assert.equal(await read(after), "three");
    assert.equal(await readFile(after.kubeconfig, "utf8"), kubeconfig);
  });

  it("says what died and why, and leaves nothing half started", async () => {
    await stopControlPlane(directory);
    const broken = join(parent, "broken");
    await writeFile(broken, "#!/bin/sh\necho no such simulation >&2\nexit 3\n", { mode: 0o755 });
    await assert.rejects(start({ kwok: broken }), /kwok has ended by itself[\s\S]*no such simulation/);
    assert.deepEqual(JSON.parse(await readFile(join(directory, "processes.json"), "utf8")), {});
    assert.equal(await read(await start()), "three");
  });

  it("names a port that something else has taken, and goes on once it is free", async () => {
    const { server } = await start();
    await stopControlPlane(directory);
    const port = Number(new URL(server).port);
    const intruder = createServer().listen(port, "127.0.0.1");
    await new Promise((resolve) => intruder.once("listening", resolve));
    await assert.rejects(start(), (error) => {
      assert.ok(isUserError(error));
      assert.match(error.message, new RegExp(`port ${port} .*${directory}`));
      return true;
    });
    await new Promise((resolve) => intruder.close(resolve));
    assert.equal(await read(await start()), "three");
  });

  it("gives a second control plane ports of its own, also while the first is stopped", async () => {
    const first = await start();
    await stopControlPlane(directory);
    const neighbour = join(parent, "prod");
    try {
      const second = await startControlPlane({ directory: neighbour, toolchain, basePort: TEST_BASE_PORT });
      assert.notEqual(second.server, first.server);
      await assert.rejects(read(second), /not found/);
    } finally {
      await stopControlPlane(neighbour);
    }
  });

  it("leaves state of another version alone, and says so", async () => {
    await stopControlPlane(directory);
    const record = join(directory, "version.json");
    const ours = await readFile(record, "utf8");
    await writeFile(record, JSON.stringify({ layout: 1, kubernetes: "v1.30.2" }));
    await assert.rejects(start(), (error) => {
      assert.ok(isUserError(error));
      assert.match(error.fact, /v1\.30\.2/);
      return true;
    });
    assert.ok(existsSync(join(directory, "etcd", "member")));
    await writeFile(record, ours);
    assert.equal(await read(await start()), "three");
  });

  it("never ends a process that only has a number that one of its own has had", async () => {
    await stopControlPlane(directory);
    const stranger = spawn("sleep", ["600"], { stdio: "ignore" });
    try {
      const processes = { etcd: { pid: stranger.pid, started: "another boot/1", command: ["etcd"] } };
      await writeFile(join(directory, "processes.json"), JSON.stringify(processes));
      assert.equal(await stopControlPlane(directory), false);
      assert.ok(identify(stranger.pid ?? 0));
    } finally {
      stranger.kill("SIGKILL");
    }
  });
});

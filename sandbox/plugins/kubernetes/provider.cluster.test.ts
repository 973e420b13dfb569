import assert from "node:assert/strict";
import { join } from "node:path";
import { at, KubernetesClient, stringAt, type JsonObject } from "../../api/client.ts";
import { startControlPlane, stopControlPlane } from "../../controlplane/index.ts";
import {
  BUILD_TIMEOUT,
  eventually,
  PLANE_TIMEOUT,
  realToolchain,
  temporaryDirectory,
  TEST_BASE_PORT,
} from "../../controlplane/testing.ts";
import { InitializationError, isSecret, UNKNOWN } from "../provider/index.ts";
import { about, deployment, id, resource, restrictedNamespace, TestEngine } from "./testing.ts";

describe("kubernetes provider, with a real API server", function () {
  this.timeout(PLANE_TIMEOUT);
  let kubeconfig: string;
  let client: KubernetesClient;
  let directory: string;
  let cleanUp: () => Promise<void>;
  let engine: TestEngine;

  before(async function () {
    this.timeout(BUILD_TIMEOUT);
    const { path, remove } = await temporaryDirectory();
    [directory, cleanUp] = [join(path, "test"), remove];
    const plane = await startControlPlane({
      directory,
      toolchain: await realToolchain(),
      basePort: TEST_BASE_PORT + 40,
    });
    kubeconfig = plane.kubeconfig;
    client = KubernetesClient.fromKubeconfig(kubeconfig);
  });
  after(async () => {
    client.close();
    await stopControlPlane(directory);
    await cleanUp();
  });
  beforeEach(async () => {
    engine = await new TestEngine().connect(kubeconfig);
  });
  afterEach(() => engine.close());

  const previewNamespaces = async (): Promise<string[]> =>
    (await client.list({ apiVersion: "v1", kind: "Namespace" }, { labelSelector: "sandbox/preview" })).map(
      ({ metadata }) => metadata.name ?? "",
    );

  describe("a first preview", () => {
    it("refuses pods that break Pod Security, in the names of the program, and leaves nothing behind", async () => {
      await engine.preview(restrictedNamespace("fresh"));
      await engine.preview(deployment("fresh", "good"));
      await assert.rejects(
        engine.preview(deployment("fresh", "bad", 1, { securityContext: { privileged: true } })),
        /apps\/v1 Deployment fresh\/bad: its pods would be refused: .*violates PodSecurity "restricted:latest": privileged/,
      );
      assert.equal((await previewNamespaces()).length, 1);
      await engine.close();
      await eventually("the shadow is gone", async () => (await previewNamespaces()).length === 0);
      assert.equal(await client.find({ apiVersion: "v1", kind: "Namespace", name: "fresh" }), undefined);
    });

    it("is rid of what a killed one left behind, and leaves alone what is under way", async () => {
      const labels = { "sandbox/preview": "dead", "sandbox/process": "999999999" };
      const leftover = { apiVersion: "v1", kind: "Namespace", metadata: { name: "preview-dead-0", labels } };
      const own = {
        ...leftover,
        metadata: { name: "preview-live-0", labels: { ...labels, "sandbox/process": `${process.pid}` } },
      };
      await client.create(leftover);
      await client.create(own);
      await engine.preview(resource("v1 ConfigMap", "default", "any"));
      await eventually(
        "the leftover is gone",
        async () => (await previewNamespaces()).join() === "preview-live-0",
      );
      await client.delete({ ...own, name: "preview-live-0" });
    });

    it("counts the pods of all workloads against a quota, whichever comes first", async () => {
      await engine.preview(restrictedNamespace("counted"));
      await engine.preview(deployment("counted", "first", 2));
      await engine.preview(
        resource("v1 ResourceQuota", "counted", "quota", { spec: { hard: { pods: "3" } } }),
      );
      await engine.preview(deployment("counted", "second", 1));
      await assert.rejects(
        engine.preview(deployment("counted", "third", 1)),
        /third: its pods .*exceeded quota: quota.*used: pods=3/,
      );
    });

    it("refuses at the quota what was judged before it", async () => {
      await engine.preview(restrictedNamespace("late"));
      await engine.preview(deployment("late", "many", 4));
      const quota = resource("v1 ResourceQuota", "late", "quota", { spec: { hard: { pods: "3" } } });
      await assert.rejects(
        engine.preview(quota),
        /Deployment late\/many: its pods would be refused: .*exceeded quota/,
      );
    });

    it("lets a limit range supply what a quota demands, even when it comes later", async () => {
      await engine.preview(restrictedNamespace("limited"));
      const quota = resource("v1 ResourceQuota", "limited", "quota", {
        spec: { hard: { "limits.memory": "1Gi" } },
      });
      await engine.preview(quota);
      const limits = { spec: { limits: [{ type: "Container", default: { memory: "64Mi" } }] } };
      await Promise.all([
        engine.preview(deployment("limited", "app")),
        engine.preview(resource("v1 LimitRange", "limited", "limits", limits)),
      ]);
    });

    it("refuses misspelt fields, kinds that are not served and namespaces that nobody makes", async () => {
      await assert.rejects(
        engine.preview(deployment("default", "typo", 1, { imagePullPolice: "Always" })),
        /Deployment default\/typo: the API server refuses it: .*imagePullPolice: field not declared in schema/,
      );
      await assert.rejects(
        engine.preview(resource("no.example/v1 Nothing", "default", "a")),
        /no kind "Nothing" in version "no.example\/v1"/,
      );
      await assert.rejects(
        engine.preview(resource("v1 ConfigMap", "missing", "a")),
        /v1 ConfigMap missing\/a: namespaces "missing" not found; create the namespace first/,
      );
    });

    it("judges what it can of an object with unknown values, and gives stable outputs", async () => {
      const secret = resource("v1 Secret", "default", "half", { stringData: { password: UNKNOWN }, typo: 1 });
      await assert.rejects(engine.preview(secret), /typo: field not declared in schema/);
      const service = resource("v1 Service", "default", "stable", { spec: { ports: [{ port: 80 }] } });
      assert.deepEqual(await engine.preview(service), await engine.preview(service));
    });
  });

  describe("an update", () => {
    const space = restrictedNamespace("work");
    before(async () => {
      const first = await new TestEngine().connect(kubeconfig);
      await first.create(space);
      await first.close();
    });

    it("creates, waits, previews growth against the quota, and deletes until it is gone", async () => {
      const quota = resource("v1 ResourceQuota", "work", "quota", { spec: { hard: { pods: "3" } } });
      const app = deployment("work", "app", 2);
      await engine.create(quota);
      const { id: appId, outputs } = await engine.create(app);
      assert.equal(appId, "work/app");
      assert.equal(at(outputs, "status", "availableReplicas"), 2);
      await assert.rejects(
        engine.previewUpdate(app, deployment("work", "app", 6)),
        /work\/app: its pods .*exceeded quota/,
      );
      await engine.previewUpdate(app, deployment("work", "app", 3));
      await engine.update(app, deployment("work", "app", 3));
      await engine.delete(app);
      assert.equal(await client.find({ ...app, name: "app", namespace: "work" }), undefined);
      await engine.delete(quota);
      await engine.delete(quota);
    });

    it("says why a workload does not become ready, and leaves it to the engine as it is", async () => {
      const stuck = deployment("work", "stuck");
      const unfit = {
        ...stuck,
        spec: { ...(stuck["spec"] as JsonObject), template: withNodeSelector(stuck) },
      };
      await assert.rejects(engine.create(unfit, 3), (error: unknown) => {
        assert.ok(error instanceof InitializationError);
        assert.equal(error.id, "work/stuck");
        assert.match(error.message, /Deployment work\/stuck: not ready after 3 s: 0 of 1 pods are available/);
        assert.match(error.message, /Pod stuck-.*FailedScheduling/);
        assert.equal(at(error.outputs, "metadata", "name"), "stuck");
        return true;
      });
      await engine.delete(unfit);
    });

    it("takes up what a killed update left, and nobody else's objects", async () => {
      const left = resource("v1 ConfigMap", "work", "left", { data: { a: "1" } });
      await engine.create(left);
      const again = await new TestEngine().connect(kubeconfig);
      await again.preview(left);
      await again.create(left);
      await again.close();
      const foreign = resource("v1 ConfigMap", "work", "kube-root-ca.crt", { data: {} });
      await assert.rejects(engine.create(foreign), /already exists and was not made by this resource/);
      await assert.rejects(engine.preview(foreign), /already exists/);
      const adopting = await new TestEngine().connect(kubeconfig, { upsertExistingObjects: "true" });
      await adopting.create(resource("v1 ServiceAccount", "work", "default"));
      await adopting.close();
    });

    it("previews the replacement of an immutable field", async () => {
      const old = deployment("work", "replaced");
      await engine.create(old);
      const next = deployment("work", "replaced");
      const spec = {
        ...(next["spec"] as JsonObject),
        selector: { matchLabels: { app: "replaced", part: "a" } },
      };
      await assert.rejects(engine.preview({ ...next, spec }), /selector.* does not match template/);
      await engine.preview(next);
      await engine.delete(old);
    });

    it("sees drift, and nothing where values are only written differently", async () => {
      const resources = { requests: { cpu: "0.5", memory: "1024Mi" } };
      const app = deployment("work", "drift", 1, { resources });
      const secret = resource("v1 Secret", "work", "drift", { stringData: { a: "1", b: "2" } });
      await engine.create(app);
      const { outputs } = await engine.create(secret);
      assert.ok(isSecret(outputs["data"]));
      const read = (inputs: typeof app) =>
        engine.provider.read({ ...about(inputs), id: id(inputs), inputs, outputs: inputs });
      assert.deepEqual((await read(app))?.inputs, app);
      assert.deepEqual((await read(secret))?.inputs, secret);
      await client.merge({ ...app, name: "drift", namespace: "work" }, { spec: { replicas: 0 } });
      await client.merge({ ...secret, name: "drift", namespace: "work" }, { data: { b: "Mw==" } });
      assert.equal(at((await read(app))?.inputs, "spec", "replicas"), 0);
      assert.equal(
        at(
          (await read(app))?.inputs,
          "spec",
          "template",
          "spec",
          "containers",
          0,
          "resources",
          "requests",
          "cpu",
        ),
        "0.5",
      );
      assert.deepEqual((await read(secret))?.inputs["stringData"], { a: "1", b: "3" });
      await engine.delete(app);
      assert.equal(await read(app), undefined);
    });

    it("previews the replacement of what holds a port", async () => {
      const port = { port: 80, nodePort: 30_080 };
      const service = resource("v1 Service", "work", "node-port", {
        spec: { type: "NodePort", ports: [port] },
      });
      await engine.create(service);
      await engine.preview(service);
      await engine.delete(service);
    });

    it("gives the provider's namespace to namespaced kinds only", async () => {
      const scoped = await new TestEngine().connect(kubeconfig, { namespace: "work" });
      const check = async (kind: string) => {
        const request = about(resource(kind, undefined, "a"));
        const news = { metadata: { name: "a" } };
        const { inputs } = await scoped.provider.check({
          ...request,
          olds: {},
          news,
          randomSeed: new Uint8Array(),
        });
        return stringAt(inputs, "metadata", "namespace");
      };
      assert.equal(await check("v1 ConfigMap"), "work");
      assert.equal(await check("rbac.authorization.k8s.io/v1 ClusterRole"), undefined);
      await scoped.close();
    });

    it("imports by id", async () => {
      const request = { ...about(space), id: "work", inputs: {}, outputs: {} };
      const imported = await engine.provider.read(request);
      assert.equal(imported?.id, "work");
      assert.equal(
        stringAt(imported?.inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce"),
        "restricted",
      );
      assert.equal(at(imported?.inputs, "metadata", "uid"), undefined);
    });

    it("patches somebody else's object and takes the patch back", async () => {
      const patch = resource("v1 ServiceAccount", "work", "default", {});
      const request = { ...about(patch), type: "kubernetes:core/v1:ServiceAccountPatch" };
      const inputs = { ...patch, metadata: { ...patch.metadata, annotations: { patched: "yes" } } };
      const annotation = async () =>
        stringAt(
          await client.get({ ...patch, name: "default", namespace: "work" }),
          "metadata",
          "annotations",
          "patched",
        );
      await engine.provider.create({ ...request, inputs, preview: false });
      assert.equal(await annotation(), "yes");
      await engine.provider.delete({ ...request, id: "work/default", inputs, outputs: inputs });
      assert.equal(await annotation(), undefined);
    });

    it("names what holds back a deletion", async () => {
      const held = resource("v1 ConfigMap", "work", "held", {});
      held.metadata["finalizers"] = ["example.org/hold"];
      await engine.create(held);
      await assert.rejects(
        engine.delete(held, 1),
        /ConfigMap work\/held was asked to go, but still there after 1 s: .*example.org\/hold/,
      );
      await client.merge({ ...held, name: "held", namespace: "work" }, { metadata: { finalizers: null } });
      await engine.delete(held);
    });

    it("passes the server's warnings on to the user", async () => {
      const warned = restrictedNamespace("warned");
      const app = { ...deployment("work", "app"), metadata: { name: "app", namespace: "warned" } };
      warned.metadata.labels = { "pod-security.kubernetes.io/warn": "restricted" };
      await engine.create(warned);
      const spec = { replicas: 0, selector: { matchLabels: { a: "b" } }, template: plainTemplate };
      await engine.create({ ...app, spec });
      assert.match(
        engine.messages.map(({ message }) => message).join(),
        /would violate PodSecurity "restricted:latest"/,
      );
      await engine.delete(warned);
    });

    it("deletes a namespace with everything in it", async () => {
      await engine.delete(space);
      assert.equal(await client.find({ apiVersion: "v1", kind: "Namespace", name: "work" }), undefined);
    });
  });
});

const plainTemplate = {
  metadata: { labels: { a: "b" } },
  spec: { containers: [{ name: "c", image: "registry.invalid/c:1" }] },
};

function withNodeSelector(app: ReturnType<typeof deployment>): JsonObject {
  const template = at(app, "spec", "template") as { spec: JsonObject };
  return { ...template, spec: { ...template.spec, nodeSelector: { none: "such" } } };
}

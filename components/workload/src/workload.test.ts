import assert from "node:assert/strict";
import { job, server, type Dependency, type NamespaceHandle } from "@plinth/core";
import { run } from "../../../tests/harness/mocks.ts";
import { AppNamespace, Workload } from "./index.ts";

const probe = { path: "/ready", port: "metrics" };
const vote = server({
  name: "vote",
  partOf: "voting",
  component: "web",
  image: "voting/vote",
  public: true,
  ports: { http: 8080, metrics: 9464 },
  probes: { startup: probe, liveness: probe, readiness: probe },
  terminationGracePeriodSeconds: 30,
  needs: { queue: "redis" },
});
const worker = server({ ...vote, name: "worker", public: false, ports: { metrics: 9464 } });
const seed = job({
  name: "seed",
  partOf: "voting",
  component: "job",
  image: "voting/seed",
  backoffLimit: 0,
  activeDeadlineSeconds: 60,
  needs: { vote: "http" },
});

const namespace: NamespaceHandle = { name: "voting", ready: [] };
const queue: Dependency<"redis"> = {
  name: "queue",
  protocol: "redis",
  namespace: "voting",
  selector: { app: "queue" },
  port: 6379,
  mesh: true,
  binding: { kind: "Secret", name: "queue-binding" },
  ready: [],
};
const common = {
  size: {
    replicas: { min: 2, max: 4 },
    targetCpuUtilization: 70,
    resources: { cpu: { request: "100m", limit: "1" }, memory: "128Mi", ephemeralStorage: "64Mi" },
  },
  release: { stable: "1.0.0" },
  registry: "registry.example.com",
  namespace,
  clients: {
    gateway: {
      name: "gateway",
      namespace: "istio-ingress",
      selector: { istio: "ingress" },
      principal: "gateway",
    },
    prometheus: { name: "prometheus", namespace: "monitoring", selector: { app: "prometheus" } },
  },
  zoneSpread: "ScheduleAnyway",
} as const;
const needs = { queue };

describe("Workload", () => {
  it("makes one of everything for a server, by the rules of the house", async () => {
    const { graph } = await run(() => new Workload("vote", { ...common, service: vote, needs }));
    assert.deepEqual(graph.namingMistakes(), []);
    for (const kind of ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget", "ServiceMonitor"]) {
      assert.equal(graph.resources.filter(({ type }) => type.endsWith(`:${kind}`)).length, 1, kind);
    }
  });

  it("deploys a canary beside the stable version, each with its autoscaler, behind one Service", async () => {
    const release = { stable: "1.0.0", canary: { version: "1.1.0", weight: 10 } };
    const { graph } = await run(() => new Workload("vote", { ...common, service: vote, release, needs }));
    const images = graph.ofType("kubernetes:apps/v1:Deployment").map(({ inputs }) => {
      const spec = inputs["spec"] as { template: { spec: { containers: { image: string }[] } } };
      return spec.template.spec.containers[0]?.image;
    });
    assert.deepEqual(images, [
      "registry.example.com/voting/vote:1.0.0",
      "registry.example.com/voting/vote:1.1.0",
    ]);
    assert.equal(graph.ofType("kubernetes:autoscaling/v2:HorizontalPodAutoscaler").length, 2);
    const { selector } = graph.named("vote-service").inputs["spec"] as { selector: object };
    assert.ok(!("plinth.dev/track" in selector));
  });

  it("leaves the number of pods to the autoscaler", async () => {
    const { graph } = await run(() => new Workload("vote", { ...common, service: vote, needs }));
    assert.ok(!("replicas" in (graph.named("vote-stable").inputs["spec"] as object)));
  });

  it("lets the gateway in only where the service is public", async () => {
    const names = async (service: typeof vote | typeof worker) => {
      const { graph } = await run(() => new Workload(service.name, { ...common, service, needs }));
      return graph.resources.map(({ name }) => name);
    };
    assert.ok((await names(vote)).includes("vote-from-gateway-ingress"));
    assert.ok(!(await names(worker)).some((name) => name.includes("gateway")));
  });

  it("makes a job that waits to be asked, and can be called by nobody", async () => {
    const { graph, result } = await run(() => {
      const called = new Workload("vote", { ...common, service: vote, needs });
      return new Workload("seed", { ...common, service: seed, needs: { vote: called.http } });
    });
    const { suspend } = graph.only("kubernetes:batch/v1:CronJob").inputs["spec"] as { suspend: boolean };
    assert.equal(suspend, true);
    assert.equal(result.http, undefined);
    assert.ok(graph.waitsFor(graph.named("seed-job")).has("vote-stable"));
  });

  it("does not compile with a need that is missing, of another protocol, or not asked for", () => {
    const wrong = () => {
      // @ts-expect-error the specification needs a queue
      new Workload("a", { ...common, service: vote, needs: {} });
      // @ts-expect-error a Redis handle where HTTP is needed
      new Workload("b", { ...common, service: seed, needs: { vote: queue } });
      // @ts-expect-error the worker has no HTTP port to hand out
      void new Workload("c", { ...common, service: worker, needs }).http.port;
    };
    assert.equal(typeof wrong, "function");
  });
});

describe("AppNamespace", () => {
  const quota = {
    cpu: { requests: "8", limits: "16" },
    memory: "16Gi",
    ephemeralStorage: "16Gi",
    storage: "100Gi",
    pods: 50,
  };
  const meshControlPlane = { namespace: "istio-system", selector: { app: "istiod" }, port: 15_012 };
  const program = () =>
    new AppNamespace("voting", { name: "voting", quota, podSecurityVersion: "1.35", meshControlPlane });

  it("enforces, warns of and audits Pod Security restricted, at one pinned version", async () => {
    const { graph } = await run(program);
    const { labels } = graph.only("kubernetes:core/v1:Namespace").inputs["metadata"] as {
      labels: Record<string, string>;
    };
    for (const mode of ["enforce", "warn", "audit"]) {
      assert.equal(labels[`pod-security.kubernetes.io/${mode}`], "restricted");
      assert.equal(labels[`pod-security.kubernetes.io/${mode}-version`], "v1.35");
    }
  });

  it("is closed in both directions, but for names and the mesh's control plane", async () => {
    const { graph } = await run(program);
    const specs = graph
      .ofType("kubernetes:networking.k8s.io/v1:NetworkPolicy")
      .map(({ inputs }) => inputs["spec"] as object);
    assert.deepEqual(specs[0], { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    assert.ok(specs.every((spec) => !("ingress" in spec)));
    assert.equal(specs.filter((spec) => "egress" in spec).length, 2);
    assert.deepEqual(graph.only("kubernetes:security.istio.io/v1:AuthorizationPolicy").inputs["spec"], {});
  });

  it("hands out everything a pod has to wait for", async () => {
    const { graph, result } = await run(program);
    assert.equal(result.ready.length, graph.resources.length - 1);
  });
});

import assert from "node:assert/strict";
import { server, type Dependency } from "@plinth/core";
import fc from "fast-check";
import { jobPod, serverPod, tracks } from "./pod.plan.ts";

const service = server({
  name: "vote",
  partOf: "voting",
  component: "web",
  image: "voting/vote",
  ports: { http: 8080, metrics: 9464 },
  probes: {
    startup: { path: "/startup", port: "metrics", failureThreshold: 30 },
    liveness: { path: "/live", port: "metrics" },
    readiness: { path: "/ready", port: "metrics" },
  },
  terminationGracePeriodSeconds: 45,
  needs: { queue: "redis" },
  environment: { OPTION_A: "Cats" },
  writable: [{ path: "/tmp", sizeLimit: "16Mi" }],
});

const queue: Dependency<"redis"> = {
  name: "queue",
  protocol: "redis",
  namespace: "voting",
  selector: { "app.kubernetes.io/name": "queue" },
  port: 6379,
  mesh: true,
  binding: { kind: "Secret", name: "queue-producer" },
  ready: [],
};

const plan = {
  service,
  size: {
    replicas: { min: 2, max: 4 },
    targetCpuUtilization: 70,
    resources: { cpu: { request: "100m", limit: "500m" }, memory: "128Mi", ephemeralStorage: "64Mi" },
  },
  image: "registry.example.com/voting/vote:1.0.0",
  needs: { queue },
  labels: { "app.kubernetes.io/name": "vote" },
  zoneSpread: "DoNotSchedule",
} as const;

describe("the pod of a server", () => {
  const pod = JSON.parse(JSON.stringify(serverPod(plan)));
  const [container] = pod.spec.containers;

  it("meets Pod Security restricted", () => {
    assert.equal(pod.spec.securityContext.runAsNonRoot, true);
    assert.ok(pod.spec.securityContext.runAsUser >= 10_001);
    assert.equal(pod.spec.securityContext.seccompProfile.type, "RuntimeDefault");
    assert.equal(container.securityContext.allowPrivilegeEscalation, false);
    assert.equal(container.securityContext.readOnlyRootFilesystem, true);
    assert.deepEqual(container.securityContext.capabilities, { drop: ["ALL"] });
    assert.equal(pod.spec.automountServiceAccountToken, false);
  });

  it("guarantees what it may use of memory and disk", () => {
    const { requests, limits } = container.resources;
    assert.equal(requests.memory, limits.memory);
    assert.equal(requests["ephemeral-storage"], limits["ephemeral-storage"]);
  });

  it("stops later than its proxies stop calling it", () => {
    assert.ok(container.lifecycle.preStop.sleep.seconds < pod.spec.terminationGracePeriodSeconds);
  });

  it("has three probes, each on a port it opens", () => {
    const ports = container.ports.map((port: { name: string }) => port.name);
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"]) {
      assert.ok(ports.includes(container[probe].httpGet.port), probe);
    }
    assert.notEqual(container.livenessProbe.httpGet.path, container.readinessProbe.httpGet.path);
  });

  it("mounts each need read-only as a Service Binding, and says where they are", () => {
    assert.deepEqual(
      container.volumeMounts.find((mount: { name: string }) => mount.name === "binding-queue"),
      { name: "binding-queue", mountPath: "/bindings/queue", readOnly: true },
    );
    assert.deepEqual(pod.spec.volumes[0].secret, { secretName: "queue-producer", defaultMode: 0o440 });
    assert.deepEqual(container.env, [
      { name: "OPTION_A", value: "Cats" },
      { name: "SERVICE_BINDING_ROOT", value: "/bindings" },
    ]);
  });

  it("carries no value of a credential in its environment", () => {
    assert.ok(container.env.every((variable: object) => !("valueFrom" in variable)));
  });

  it("bounds every folder it may write to", () => {
    const folders = pod.spec.volumes.filter((volume: object) => "emptyDir" in volume);
    assert.deepEqual(folders, [{ name: "writable-0", emptyDir: { sizeLimit: "16Mi" } }]);
  });

  it("spreads each version over the zones by itself", () => {
    const [zone] = pod.spec.topologySpreadConstraints;
    assert.equal(zone.topologyKey, "topology.kubernetes.io/zone");
    assert.equal(zone.whenUnsatisfiable, "DoNotSchedule");
    assert.deepEqual(zone.matchLabelKeys, ["pod-template-hash"]);
  });
});

describe("the pod of a job", () => {
  it("ends, and is not probed", () => {
    const pod = jobPod(plan, ["--votes", "10"]) as { spec: { restartPolicy: string; containers: object[] } };
    assert.equal(pod.spec.restartPolicy, "Never");
    assert.ok(!("livenessProbe" in pod.spec.containers[0]!));
  });
});

describe("the tracks of a release", () => {
  const version = fc.stringMatching(/^\d\.\d\.\d$/);

  it("are stable, and canary exactly when there is one, never selecting each other's pods", () => {
    fc.assert(
      fc.property(version, fc.option(version, { nil: undefined }), (stable, canary) => {
        const found = tracks(service, { stable, ...(canary && { canary: { version: canary } }) });
        assert.deepEqual(
          found.map((track) => track.name),
          canary ? ["stable", "canary"] : ["stable"],
        );
        assert.equal(new Set(found.map((track) => JSON.stringify(track.selector))).size, found.length);
        assert.equal(new Set(found.map((track) => track.deployment)).size, found.length);
      }),
    );
  });
});

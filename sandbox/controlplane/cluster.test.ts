import assert from "node:assert/strict";
import { join } from "node:path";
import {
  at,
  isNotFound,
  KubernetesClient,
  objectsAt,
  stringAt,
  type KubernetesObject,
} from "../api/client.ts";
import { startControlPlane, stopControlPlane } from "./controlplane.ts";
import {
  BUILD_TIMEOUT,
  eventually,
  PLANE_TIMEOUT,
  realToolchain,
  temporaryDirectory,
  TEST_BASE_PORT,
} from "./testing.ts";

const namespace = "voting";

const restrictedContainer = {
  name: "main",
  image: "registry.invalid/main:1.0.0",
  resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "200m", memory: "64Mi" } },
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
};
const restrictedPod = {
  securityContext: { runAsNonRoot: true, runAsUser: 10_001, seccompProfile: { type: "RuntimeDefault" } },
  containers: [restrictedContainer],
};

describe("the cluster of a control plane", function () {
  this.timeout(PLANE_TIMEOUT);
  let client: KubernetesClient;
  let directory: string;
  let cleanUp: () => Promise<void>;

  before(async function () {
    this.timeout(BUILD_TIMEOUT);
    const { path, remove } = await temporaryDirectory();
    directory = join(path, "dev");
    cleanUp = remove;
    const toolchain = await realToolchain();
    const plane = await startControlPlane({ directory, toolchain, basePort: TEST_BASE_PORT });
    client = KubernetesClient.fromKubeconfig(plane.kubeconfig);
    const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels } });
  });

  after(async () => {
    client.close();
    await stopControlPlane(directory);
    await cleanUp();
  });

  const create = (apiVersion: string, kind: string, name: string, rest: Partial<KubernetesObject>) =>
    client.create({ apiVersion, kind, metadata: { namespace, name }, ...rest });

  it("has nodes in three zones, all Ready", async () => {
    const nodes = await client.list({ apiVersion: "v1", kind: "Node" });
    const zones = nodes.map((node) => node.metadata.labels?.["topology.kubernetes.io/zone"]);
    assert.deepEqual(new Set(zones), new Set(["us-east-1a", "us-east-1b", "us-east-1c"]));
    for (const node of nodes) {
      const ready = objectsAt(node, "status", "conditions").find(({ type }) => type === "Ready");
      assert.equal(ready?.["status"], "True", node.metadata.name);
    }
    const taken = nodes.filter((node) => objectsAt(node, "spec", "taints").length > 0);
    assert.equal(nodes.length - taken.length, 6);
  });

  it("rolls a Deployment out in a restricted namespace, over all zones", async () => {
    const labels = { app: "vote" };
    const spread = [
      {
        maxSkew: 1,
        topologyKey: "topology.kubernetes.io/zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: labels },
      },
    ];
    const template = { metadata: { labels }, spec: { ...restrictedPod, topologySpreadConstraints: spread } };
    await create("apps/v1", "Deployment", "vote", {
      spec: { replicas: 3, selector: { matchLabels: labels }, template },
    });
    const reference = { apiVersion: "apps/v1", kind: "Deployment", namespace, name: "vote" };
    await eventually("three available replicas", async () => {
      return at(await client.get(reference), "status", "availableReplicas") === 3;
    });
    const pods = await client.list(
      { apiVersion: "v1", kind: "Pod", namespace },
      { labelSelector: "app=vote" },
    );
    const zones = pods.map((pod) => stringAt(pod, "spec", "nodeName")?.split("-")[1]);
    assert.deepEqual(new Set(zones), new Set(["a", "b", "c"]));
  });

  it("refuses a privileged pod there, already in a dry run", async () => {
    const securityContext = { privileged: true };
    const pod = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace, name: "root" },
      spec: { containers: [{ ...restrictedContainer, securityContext }] },
    };
    await assert.rejects(client.create(pod, { dryRun: true }), /violates PodSecurity "restricted/);
    await assert.rejects(client.create(pod), /violates PodSecurity "restricted/);
  });

  it("refuses what exceeds a quota", async () => {
    await create("v1", "ResourceQuota", "few", { spec: { hard: { "count/configmaps": "2" } } });
    const quota = { apiVersion: "v1", kind: "ResourceQuota", namespace, name: "few" };
    // The namespace has the authority's ConfigMap already.
    await eventually("the quota counts", async () => {
      return at(await client.get(quota), "status", "used", "count/configmaps") === "1";
    });
    await create("v1", "ConfigMap", "second", { data: {} });
    await assert.rejects(create("v1", "ConfigMap", "third", { data: {} }), /exceeded quota: few/);
  });

  it("holds custom resources to the schema of their operator", async () => {
    const cluster = (spec: Record<string, number | object>) =>
      create("postgresql.cnpg.io/v1", "Cluster", "ballots", { spec } as Partial<KubernetesObject>);
    await assert.rejects(cluster({ instance: 3 }), /unknown field "spec.instance"/);
    await assert.rejects(cluster({ instances: 0 }), /spec.instances: Invalid value: 0/);
    await cluster({ instances: 3, storage: { size: "1Gi" } });
  });

  it("holds custom resources to the rules beside their schema", async () => {
    const nodeClass = (amiSelectorTerms: object[]) =>
      client.create({
        apiVersion: "karpenter.k8s.aws/v1",
        kind: "EC2NodeClass",
        metadata: { name: "general" },
        spec: {
          role: "node",
          amiSelectorTerms,
          subnetSelectorTerms: [{ id: "subnet-0a1b2c3d" }],
          securityGroupSelectorTerms: [{ id: "sg-0a1b2c3d" }],
        },
      } as KubernetesObject);
    await assert.rejects(nodeClass([{}]), /expected at least one/);
    await nodeClass([{ alias: "al2023@v20260701" }]);
  });

  it("completes a Job", async () => {
    const template = { spec: { ...restrictedPod, restartPolicy: "Never" } };
    await create("batch/v1", "Job", "seed", { spec: { template, backoffLimit: 0 } });
    await eventually("the Job is complete", async () => {
      const job = await client.get({ apiVersion: "batch/v1", kind: "Job", namespace, name: "seed" });
      return objectsAt(job, "status", "conditions").some(({ type }) => type === "Complete");
    });
  });

  it("gives a claim its volume once a pod needs it, and takes it back", async () => {
    const labels = { app: "queue" };
    const resources = { requests: { storage: "1Gi" } };
    const spec = { accessModes: ["ReadWriteOnce"], resources };
    await create("v1", "PersistentVolumeClaim", "data", { spec });
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    await create("v1", "Pod", "queue", {
      metadata: { namespace, name: "queue", labels },
      spec: { ...restrictedPod, volumes },
    });
    const claim = { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: "data" };
    const volume = await eventually("the claim is bound", async () => {
      const found = await client.get(claim);
      return stringAt(found, "status", "phase") === "Bound" && stringAt(found, "spec", "volumeName");
    });
    const pod = { apiVersion: "v1", kind: "Pod", namespace, name: "queue" };
    await eventually("the pod runs", async () => at(await client.get(pod), "status", "phase") === "Running");
    await client.delete(pod);
    await client.delete(claim);
    await eventually("the volume is gone", async () => {
      return (await client.find({ apiVersion: "v1", kind: "PersistentVolume", name: volume })) === undefined;
    });
  });

  it("gives a load balancer an address", async () => {
    await create("v1", "Service", "edge", {
      spec: { type: "LoadBalancer", selector: { app: "edge" }, ports: [{ port: 443 }] },
    });
    const service = { apiVersion: "v1", kind: "Service", namespace, name: "edge" };
    const host = await eventually("an address", async () => {
      return stringAt(await client.get(service), "status", "loadBalancer", "ingress", 0, "hostname");
    });
    assert.match(host, /^edge-voting\..*\.invalid$/);
  });

  it("empties a namespace that is deleted", async () => {
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "short" } });
    const pod = { apiVersion: "v1", kind: "Pod", namespace: "short", name: "one" };
    const account = { apiVersion: "v1", kind: "ServiceAccount", namespace: "short", name: "default" };
    await eventually("the default account", async () => (await client.find(account)) !== undefined);
    await client.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { namespace: "short", name: "one" },
      spec: restrictedPod,
    });
    await client.delete({ apiVersion: "v1", kind: "Namespace", name: "short" });
    await eventually("the namespace is gone", async () => {
      const found = await client.find({ apiVersion: "v1", kind: "Namespace", name: "short" });
      return found === undefined;
    });
    await assert.rejects(client.get(pod), isNotFound);
  });
});

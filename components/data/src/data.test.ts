/** The two components, as Pulumi registers them. */
import assert from "node:assert/strict";
import type { Dependency } from "@plinth/core";
import * as pulumi from "@pulumi/pulumi";
import type { Graph } from "../../../tests/harness/graph.ts";
import { run, valueOf } from "../../../tests/harness/mocks.ts";
import { Postgres, Redis, type PostgresArgs } from "./index.ts";

class Guard extends pulumi.CustomResource {
  constructor(name: string) {
    super("test:index:Guard", name, {});
  }
}

const resources = { cpu: { request: "100m", limit: "1" }, memory: "256Mi", ephemeralStorage: "64Mi" };
const prometheus = { name: "prometheus", namespace: "monitoring", selector: { app: "prometheus" } };
const operator = { name: "operator", namespace: "cnpg-system", selector: { app: "operator" } };
const where = { storageClass: "gp3", kubernetesApi: { cidrBlocks: ["10.0.0.0/16"], port: 443 } };
const common = { cluster: where, partOf: "voting", storage: "10Gi", resources };
/** What RandomPassword would answer, told apart by its name. */
const outputs = {
  "random:index/randomPassword:RandomPassword": ({ name }: { name: string }) => ({
    result: `${name}-result`,
  }),
};

const postgres = (change: Partial<PostgresArgs<"writer" | "reader">> = {}) =>
  new Postgres("ballots", {
    ...common,
    namespace: { name: "voting", ready: [new Guard("policies")] },
    instances: 3,
    walStorage: "5Gi",
    image: "postgresql:18.0",
    roles: { writer: { access: "owner" }, reader: { access: "read-only" } },
    clients: { postgresOperator: operator, prometheus },
    ...change,
  });

const redis = () =>
  new Redis("queue", {
    ...common,
    namespace: { name: "voting", ready: [new Guard("policies")] },
    image: "redis:8.2.1",
    exporterImage: "redis_exporter:v1.74.0",
    users: {
      producer: { commands: ["xadd"], keys: ["votes"] },
      consumer: { commands: ["xreadgroup", "xack"], keys: ["votes"] },
    },
    streams: ["votes"],
    clients: { prometheus },
  });

/** Every Kubernetes object, without the wrapping of types. */
function objects(graph: Graph) {
  return graph.resources
    .filter(({ type }) => type.startsWith("kubernetes:"))
    .map(({ name, inputs }) => ({ name, metadata: inputs["metadata"] as Record<string, unknown> }));
}

function holdsTheRules(graph: Graph) {
  assert.deepEqual(
    graph.namingMistakes().filter((mistake) => !mistake.includes("policies")),
    [],
  );
  for (const { name, metadata } of objects(graph)) {
    assert.equal(typeof metadata["name"], "string", `${name} has no name of its own`);
    assert.equal(metadata["namespace"], "voting", name);
    const { labels } = metadata as { labels: Record<string, string> };
    assert.equal(labels["app.kubernetes.io/part-of"], "voting", name);
  }
  for (const { name } of objects(graph))
    assert(graph.waitsFor(graph.named(name)).has("policies"), `"${name}" does not wait for its namespace`);
}

const bindingOf = (graph: Graph, name: string) =>
  graph.named(name).inputs["stringData"] as Record<string, string>;

/** A handle as a workload reads it. */
async function read(handle: Dependency) {
  const { name, selector, port, mesh, protocol } = handle;
  return { name, selector, port, mesh, protocol, binding: await valueOf(handle.binding.name) };
}

describe("Postgres", () => {
  it("registers what it is made of, by the rules of the house", async () => {
    const { graph } = await run(() => void postgres(), { outputs });
    holdsTheRules(graph);
    const cluster = graph.named("ballots-cluster");
    assert.deepEqual(
      graph
        .childrenOf(graph.named("ballots"))
        .map(({ name }) => name)
        .toSorted(),
      [
        "ballots-cluster",
        "ballots-network-kubernetes-api",
        "ballots-network-operator",
        "ballots-network-prometheus",
        "ballots-network-replication",
        "ballots-pod-monitor",
        "ballots-reader-binding",
        "ballots-reader-password",
        "ballots-writer-binding",
        "ballots-writer-password",
      ],
    );
    const first = graph.waitsFor(cluster);
    for (const name of ["ballots-writer-binding", "ballots-reader-binding", "ballots-network-replication"])
      assert(first.has(name), `the cluster does not wait for ${name}`);
  });

  it("hands out one binding for each role, which the operator can read too", async () => {
    const { graph } = await run(() => void postgres(), { outputs });
    assert.deepEqual(bindingOf(graph, "ballots-writer-binding"), {
      type: "postgresql",
      host: "ballots-rw.voting.svc",
      port: "5432",
      database: "ballots",
      sslmode: "require",
      username: "writer",
      password: "ballots-writer-password-result",
      uri: "postgresql://writer:ballots-writer-password-result@ballots-rw.voting.svc:5432/ballots?sslmode=require",
    });
    assert.equal(bindingOf(graph, "ballots-reader-binding")["host"], "ballots-ro.voting.svc");
    assert.equal(graph.named("ballots-reader-binding").inputs["type"], "kubernetes.io/basic-auth");
  });

  it("hands out a handle for each role", async () => {
    const { result } = await run(() => read(postgres().roles.reader), { outputs, preview: false });
    assert.deepEqual(result, {
      name: "ballots-reader",
      selector: { "cnpg.io/cluster": "ballots", "cnpg.io/podRole": "instance" },
      port: 5432,
      mesh: false,
      protocol: "postgresql",
      binding: "ballots-reader-binding",
    });
  });

  it("backs up only when told where to", async () => {
    const backup = { destinationPath: "s3://backups/dev", schedule: "0 0 3 * * *", retentionDays: 30 };
    const { graph } = await run(() => void postgres({ backup }), { outputs });
    assert.equal(graph.only("kubernetes:barmancloud.cnpg.io/v1:ObjectStore").name, "ballots-object-store");
    assert(graph.waitsFor(graph.named("ballots-cluster")).has("ballots-object-store"));
    assert(graph.waitsFor(graph.named("ballots-scheduled-backup")).has("ballots-cluster"));
    graph.named("ballots-network-backup");
  });

  it("refuses a list of roles without an owner before it registers anything", async () => {
    const roles = { writer: { access: "read-write" }, reader: { access: "read-only" } } as const;
    await assert.rejects(
      run(() => void postgres({ roles }), { outputs }),
      /Postgres "ballots": 0 roles have access "owner"/,
    );
  });
});

describe("Redis", () => {
  it("registers what it is made of, by the rules of the house", async () => {
    const { graph } = await run(() => void redis(), { outputs });
    holdsTheRules(graph);
    assert.deepEqual(
      graph
        .childrenOf(graph.named("queue"))
        .map(({ name }) => name)
        .toSorted(),
      [
        "queue-access",
        "queue-account",
        "queue-configuration",
        "queue-consumer-binding",
        "queue-consumer-password",
        "queue-disruption-budget",
        "queue-exporter-password",
        "queue-headless",
        "queue-network-prometheus",
        "queue-pod-monitor",
        "queue-probe-password",
        "queue-producer-binding",
        "queue-producer-password",
        "queue-server",
        "queue-service",
      ],
    );
    for (const name of ["queue-access", "queue-configuration", "queue-account", "queue-headless"])
      assert(graph.waitsFor(graph.named("queue-server")).has(name), `the server does not wait for ${name}`);
    // A Service waits for pods to be ready: were the server to wait for it, neither would come up.
    assert(!graph.waitsFor(graph.named("queue-server")).has("queue-service"));
  });

  it("hands out one binding for each user", async () => {
    const { graph } = await run(() => void redis(), { outputs });
    assert.deepEqual(bindingOf(graph, "queue-producer-binding"), {
      type: "redis",
      host: "queue.voting.svc",
      port: "6379",
      username: "producer",
      password: "queue-producer-password-result",
      uri: "redis://producer:queue-producer-password-result@queue.voting.svc:6379",
    });
  });

  it("keeps clients' passwords as hashes, and its own where only the pod reads them", async () => {
    const { graph } = await run(() => void redis(), { outputs });
    const access = bindingOf(graph, "queue-access");
    assert.match(access["users.acl"] ?? "", /^user producer on #[0-9a-f]{64} .* \+xadd ~votes$/m);
    assert(!Object.values(access).join().includes("queue-producer-password-result"));
    assert.equal(
      access["exporter.json"],
      '{"redis://exporter@localhost:6379":"queue-exporter-password-result"}',
    );
    assert.equal(access["probe-password"], "queue-probe-password-result");
  });

  it("lets no password out of its Secrets", async () => {
    const { graph } = await run(() => void redis(), { outputs });
    for (const { type, name, inputs } of graph.resources)
      if (type !== "kubernetes:core/v1:Secret")
        assert(!JSON.stringify(inputs).includes("password-result"), `${name} holds a password`);
  });

  it("hands out a handle for each user", async () => {
    const { result } = await run(() => read(redis().users.consumer), { outputs, preview: false });
    assert.deepEqual(result, {
      name: "queue-consumer",
      selector: { "app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": "queue" },
      port: 6379,
      mesh: true,
      protocol: "redis",
      binding: "queue-consumer-binding",
    });
  });
});

describe("a first preview, which knows no password", () => {
  it("registers the same", async () => {
    const program = () => [redis(), postgres()];
    const known = await run(program, { outputs });
    const unknown = await run(program);
    const names = ({ graph }: { graph: Graph }) => graph.resources.map(({ name }) => name).toSorted();
    assert.deepEqual(names(unknown), names(known));
  });
});

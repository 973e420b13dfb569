import assert from "node:assert/strict";
import fc from "fast-check";
import { parseQuantity } from "@plinth/core";
import { networkPolicies } from "./postgres.network.plan.ts";
import { checkPostgres, clusterSpec, serviceOf, type PostgresPlan } from "./postgres.plan.ts";

const roles = {
  writer: { access: "owner" },
  editor: { access: "read-write" },
  reader: { access: "read-only" },
} as const;

function plan(change: Partial<PostgresPlan> = {}): PostgresPlan {
  return {
    instances: 3,
    storage: "10Gi",
    walStorage: "5Gi",
    resources: { cpu: { request: "500m", limit: "2" }, memory: "1Gi", ephemeralStorage: "256Mi" },
    image: "postgresql:18.0",
    storageClass: "gp3",
    database: "ballots",
    roles,
    parameters: {},
    labels: {},
    secretOf: (role) => `ballots-${role}-binding`,
    ...change,
  };
}

/** The spec with no outputs in it, as a test reads it. */
function specOf(change: Partial<PostgresPlan> = {}) {
  return clusterSpec(plan(change)) as unknown as {
    enablePDB: boolean;
    primaryUpdateMethod: string;
    enableSuperuserAccess: boolean;
    smartShutdownTimeout: number;
    inheritedMetadata: { labels: Record<string, string> };
    affinity: { podAntiAffinityType: string; topologyKey: string };
    bootstrap: { initdb: { owner: string; secret: { name: string } } };
    managed: { roles: { name: string; inRoles: string[] }[] };
    postgresql: { pg_hba: string[]; parameters: Record<string, string>; synchronous?: object };
    plugins?: { isWALArchiver: boolean; parameters: object }[];
  };
}

describe("a PostgreSQL cluster by its number of instances", () => {
  it("confirms a commit on two servers from three instances on, and never below", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (instances) => {
        const { postgresql } = specOf({ instances });
        const synchronous = { method: "any", number: 1, dataDurability: "required", failoverQuorum: true };
        assert.deepEqual(postgresql.synchronous, instances >= 3 ? synchronous : undefined);
      }),
    );
  });

  it("never asks for more zones than there are, and never forbids draining the only server", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (instances) => {
        const spec = specOf({ instances });
        assert.equal(spec.affinity.podAntiAffinityType === "required", instances <= 3);
        assert.equal(spec.enablePDB, instances > 1);
        assert.equal(spec.primaryUpdateMethod, instances > 1 ? "switchover" : "restart");
      }),
    );
  });

  it("reads from standbys only where losing one leaves another", () => {
    assert.deepEqual(
      [1, 2, 3, 5].map((instances) => serviceOf(roles.reader, instances)),
      ["r", "r", "ro", "ro"],
    );
    assert.deepEqual(
      [1, 3].flatMap((n) => [serviceOf(roles.writer, n), serviceOf(roles.editor, n)]),
      Array(4).fill("rw"),
    );
  });
});

describe("a PostgreSQL cluster", () => {
  it("has no superuser login, no plain connections, no slow end of a lost primary, no sidecar", () => {
    const spec = specOf();
    assert.equal(spec.enableSuperuserAccess, false);
    assert.deepEqual(spec.postgresql.pg_hba, ["hostnossl all all all reject"]);
    assert.equal(spec.smartShutdownTimeout, 0);
    assert.equal(spec.inheritedMetadata.labels["sidecar.istio.io/inject"], "false");
  });

  it("makes the owner first, and each other role with no more than its access", () => {
    const { bootstrap, managed } = specOf();
    assert.equal(bootstrap.initdb.owner, "writer");
    assert.equal(bootstrap.initdb.secret.name, "ballots-writer-binding");
    assert.deepEqual(
      managed.roles.map(({ name, inRoles }) => [name, inRoles]),
      [
        ["editor", ["pg_read_all_data", "pg_write_all_data"]],
        ["reader", ["pg_read_all_data"]],
      ],
    );
  });

  it("caches a quarter of its memory, which the operator's request check allows, unless told otherwise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 512, max: 65_536 }), (mebibytes) => {
        const memory = `${mebibytes}Mi`;
        const { parameters } = specOf({ resources: { ...plan().resources, memory } }).postgresql;
        const [, size = "", unit] = /^(\d+)(MB)$/.exec(parameters["shared_buffers"] ?? "") ?? [];
        assert.equal(unit, "MB");
        assert(Number(size) * 2 ** 20 <= parseQuantity(memory) / 4);
      }),
    );
    const told = specOf({ parameters: { shared_buffers: "64MB", max_connections: "50" } });
    assert.deepEqual(told.postgresql.parameters, { shared_buffers: "64MB", max_connections: "50" });
  });

  it("archives its log when there is a place for it", () => {
    assert.equal(specOf().plugins, undefined);
    const [archiver] = specOf({ objectStore: "ballots" }).plugins ?? [];
    assert.equal(archiver?.isWALArchiver, true);
    assert.deepEqual(archiver.parameters, { barmanObjectName: "ballots" });
  });
});

describe("arguments of a PostgreSQL cluster", () => {
  const refused: [string, Parameters<typeof checkPostgres>[1], RegExp][] = [
    ["no instance", { instances: 0, roles }, /instances is 0; give a whole number/],
    ["half an instance", { instances: 1.5, roles }, /instances is 1.5/],
    ["no owner", { instances: 1, roles: { reader: roles.reader } }, /0 roles have access "owner"/],
    ["two owners", { instances: 1, roles: { a: roles.writer, b: roles.writer } }, /\(a, b\)/],
    ["the superuser as a role", { instances: 1, roles: { postgres: roles.writer } }, /"postgres"; choose/],
    [
      "a role name that needs quotes",
      { instances: 1, roles: { "a;b": roles.writer } },
      /"a;b" is no role name/,
    ],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what}, naming the cluster`, () => {
      assert.throws(() => checkPostgres("ballots", args), message);
      assert.throws(() => checkPostgres("ballots", args), /^RangeError: Postgres "ballots"/);
    });
  }
});

describe("network of a PostgreSQL cluster", () => {
  const policies = (backup: boolean) =>
    networkPolicies({
      cluster: "ballots",
      namespace: "voting",
      operator: { name: "operator", namespace: "cnpg-system", selector: { app: "operator" } },
      prometheus: { name: "prometheus", namespace: "monitoring", selector: { app: "prometheus" } },
      kubernetesApi: { cidrBlocks: ["10.0.0.0/16"], port: 443 },
      backup,
    });

  it("names everybody on the other side, and the ports", () => {
    const specs = Object.values(policies(true)) as unknown as Record<
      "ingress" | "egress",
      { from?: []; to?: []; ports: [] }[] | undefined
    >[];
    for (const spec of specs) {
      const opened = [...(spec.ingress ?? []), ...(spec.egress ?? [])];
      assert(opened.length > 0);
      for (const { from, to, ports } of opened) {
        assert((from ?? to ?? []).length > 0);
        assert(ports.length > 0);
      }
    }
  });

  it("opens nothing to a client, which brings its own", () => {
    assert.deepEqual(Object.keys(policies(false)), [
      "replication",
      "operator",
      "prometheus",
      "kubernetes-api",
    ]);
  });

  it("lets the pods reach an object store only when they back up to one", () => {
    assert.deepEqual(Object.keys(policies(true)).slice(4), ["backup"]);
  });
});

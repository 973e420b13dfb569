import assert from "node:assert/strict";
import { containerSecurityContext } from "@plinth/core";
import fc from "fast-check";
import { accessList, checksum, checkUsers, configuration, internalRules, sha256 } from "./redis.plan.ts";
import { redisPod } from "./redis.pod.plan.ts";

const producer = { commands: ["xadd"], keys: ["votes"] };

describe("configuration of Redis", () => {
  const setting = (text: string, name: string) =>
    text
      .split("\n")
      .filter((line) => line.startsWith(`${name} `))
      .map((line) => line.slice(name.length + 1));

  it("keeps data below the memory limit, whatever the limit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 16, max: 65_536 }), (mebibytes) => {
        const [maxmemory = ""] = setting(configuration(`${mebibytes}Mi`), "maxmemory");
        assert(Number(maxmemory) > 0 && Number(maxmemory) < mebibytes * 2 ** 20 * 0.75);
      }),
    );
  });

  it("answers after the disk, and evicts nothing", () => {
    const text = configuration("256Mi");
    assert.deepEqual(setting(text, "appendonly"), ["yes"]);
    assert.deepEqual(setting(text, "appendfsync"), ["always"]);
    assert.deepEqual(setting(text, "maxmemory-policy"), ["noeviction"]);
  });
});

describe("access list of Redis", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
  const account = fc.record({
    name,
    passwordSha256: fc.string({ minLength: 1, maxLength: 40 }).map(sha256),
    commands: fc.array(fc.constantFrom("xadd", "xlen", "@read", "xinfo|stream"), { minLength: 1 }),
    keys: fc.array(fc.constantFrom("votes", "session:*")),
  });

  it("turns the default user off, and gives each account one line that starts from nothing", () => {
    fc.assert(
      fc.property(fc.uniqueArray(account, { selector: (one) => one.name }), (accounts) => {
        const [first = "", ...rest] = accessList(accounts).trimEnd().split("\n");
        assert.match(first, /^user default off resetpass .*-@all$/);
        assert.equal(rest.length, accounts.length);
        for (const [at, line] of rest.entries()) {
          const one = accounts[at];
          assert(line.startsWith(`user ${one?.name} on #${one?.passwordSha256} resetchannels -@all `));
          assert(!/ [>~&+]\*| \+@all|allkeys|nopass/.test(line.replace(" ~session:*", "")));
        }
      }),
    );
  });
});

describe("users of Redis", () => {
  const refused: [string, Parameters<typeof checkUsers>[1], RegExp][] = [
    ["a reserved name", { exporter: producer }, /user "exporter": the name is taken/],
    ["the default user", { default: producer }, /user "default": the name is taken/],
    ["a name that would break the list", { "a b": producer }, /not a user name/],
    ["no command", { producer: { commands: [], keys: [] } }, /may do nothing/],
    ["a command with a sign", { producer: { commands: ["+xadd"], keys: [] } }, /"\+xadd" is no command/],
    ["every command", { producer: { commands: ["@all"], keys: [] } }, /"@all" would let a client run/],
    ["administration", { producer: { commands: ["config"], keys: [] } }, /"config" would let/],
    [
      "a key with a second rule in it",
      { producer: { commands: ["xadd"], keys: ["a +get"] } },
      /no key pattern/,
    ],
  ];
  for (const [what, users, message] of refused) {
    it(`refuses ${what}, naming the Redis`, () => {
      assert.throws(() => checkUsers("queue", users), message);
      assert.throws(() => checkUsers("queue", users), /^RangeError: Redis "queue"/);
    });
  }

  it("takes a client with its commands and keys", () => {
    checkUsers("queue", {
      producer,
      "seed-data": { commands: ["@read", "xinfo|stream"], keys: ["session:*"] },
    });
  });
});

describe("checksum of a Redis", () => {
  it("changes with the rules and the configuration", () => {
    const sums = [
      checksum("a", { producer }),
      checksum("b", { producer }),
      checksum("a", { producer: { ...producer, keys: ["votes2"] } }),
      checksum("a", { producer, ...internalRules([]) }),
    ];
    assert.equal(new Set(sums).size, sums.length);
    assert.equal(checksum("a", { producer }), sums[0]);
  });
});

describe("pod of a Redis", () => {
  const template = redisPod({
    name: "queue",
    image: "redis:8.2.1",
    exporterImage: "redis_exporter:v1.74.0",
    resources: { cpu: { request: "100m", limit: "1" }, memory: "256Mi", ephemeralStorage: "64Mi" },
    streams: ["votes"],
    labels: {},
    selector: { app: "queue" },
    configMap: "queue-configuration",
    secret: "queue-access",
    checksum: "0",
  });
  const { containers, volumes } = template.spec;

  it("hardens, limits and probes each container", () => {
    assert.equal(containers.length, 2);
    for (const container of containers) {
      assert.deepEqual(container.securityContext, containerSecurityContext);
      for (const kind of ["requests", "limits"] as const)
        assert.deepEqual(Object.keys(container.resources[kind]), ["cpu", "memory", "ephemeral-storage"]);
      assert(container.startupProbe && container.readinessProbe && container.livenessProbe);
    }
  });

  it("shows each container only its own part of the Secret", () => {
    const items = Object.fromEntries(
      volumes.map((volume) => [
        "secret" in volume ? volume.name : "",
        "secret" in volume && volume.secret.items.map(({ key }) => key),
      ]),
    );
    assert.deepEqual(items["access"], ["users.acl", "probe-password"]);
    assert.deepEqual(items["exporter"], ["exporter.json"]);
    const mounts = containers.map(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
    assert.deepEqual(mounts, [["data", "configuration", "access"], ["exporter"]]);
  });

  it("passes no secret through the environment", () => {
    for (const container of containers) assert(!("env" in container) && !("envFrom" in container));
  });
});

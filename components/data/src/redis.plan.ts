/** Redis as its two files describe it: the server's configuration, and the access list with one user for each client. */
import { createHash } from "node:crypto";
import { parseQuantity } from "@plinth/core";

/** What a client may do. */
export interface RedisUser {
  /** Commands (`xadd`, `xinfo|stream`) or categories of them (`@read`), without a sign. */
  readonly commands: readonly string[];
  /** Keys, as patterns: `votes`, `session:*`. */
  readonly keys: readonly string[];
}

/** A user as the access list has it; the password is known by its hash only. */
export interface RedisAccount extends RedisUser {
  readonly name: string;
  readonly passwordSha256: string;
}

/** Ports of the pod. */
export const ports = { redis: 6379, metrics: 9121 } as const;

/** Paths inside the containers. */
export const paths = {
  configuration: "/etc/redis/configuration",
  access: "/etc/redis/access",
  exporter: "/etc/redis-exporter",
  data: "/data",
} as const;

/** Users the pod itself needs. */
const internalUsers = ["exporter", "probe"] as const;

/**
 * Share of the memory limit for data. The rest is for what rewriting the append-only file copies
 * while writes go on, for clients' buffers and for fragmentation; ElastiCache keeps 25 % back
 * for a snapshot alone (https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html).
 */
const dataShare = 0.6;

const userName = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;
const command = /^@?[a-z][a-z0-9-]*(\|[a-z][a-z0-9-]*)?$/;
const tooMuch = new Set(["@all", "@admin", "@dangerous", "acl", "config", "debug", "module", "shutdown"]);

/**
 * Checks what no schema can.
 * @throws RangeError naming the Redis, the user, the fact and the remedy.
 */
export function checkUsers(name: string, users: Readonly<Record<string, RedisUser>>) {
  const fail = (user: string, fact: string) => {
    throw new RangeError(`Redis "${name}", user "${user}": ${fact}`);
  };
  for (const [user, { commands, keys }] of Object.entries(users)) {
    if (user === "default" || internalUsers.some((own) => own === user))
      fail(user, "the name is taken; choose another");
    if (!userName.test(user))
      fail(user, "not a user name; use lower-case letters, digits and hyphens, at most 40");
    if (commands.length === 0) fail(user, "may do nothing; list its commands or leave it out");
    for (const word of commands) {
      if (!command.test(word))
        fail(user, `"${word}" is no command; write for example xadd, xinfo|stream, @read`);
      if (tooMuch.has(word)) fail(user, `"${word}" would let a client run the server; list single commands`);
    }
    for (const key of keys)
      if (!/^[^\s"'\\]+$/.test(key))
        fail(user, `"${key}" is no key pattern; it may hold no space, quote or backslash`);
  }
}

/** `redis.conf`. A reply is sent once the disk has the write; at `memory`'s share, writes are refused, nothing is lost. */
export function configuration(memory: string): string {
  const maxmemory = Math.floor(parseQuantity(memory) * dataShare);
  return lines([
    // The access list guards every address; protected mode would only ask for what it already does.
    "bind * -::*",
    "protected-mode no",
    `port ${ports.redis}`,
    "tcp-keepalive 60",
    `aclfile ${paths.access}/users.acl`,
    "databases 1",
    `dir ${paths.data}`,
    "appendonly yes",
    "appendfsync always",
    // The append-only file is the whole record: no snapshots beside it.
    'save ""',
    `maxmemory ${maxmemory}`,
    "maxmemory-policy noeviction",
    "latency-monitor-threshold 100",
  ]);
}

/** `users.acl`: nobody by default, then each account with what it lists and nothing else. */
export function accessList(accounts: readonly RedisAccount[]): string {
  return lines([
    "user default off resetpass resetkeys resetchannels -@all",
    ...accounts.map(({ name, passwordSha256, ...rules }) =>
      ["user", name, "on", `#${passwordSha256}`, userRules(rules)].join(" "),
    ),
  ]);
}

/** What the pod's own users may do: the exporter reads figures and the named streams, the probe asks whether all is well. */
export function internalRules(streams: readonly string[]): Record<(typeof internalUsers)[number], RedisUser> {
  const figures = ["info", "slowlog|len", "slowlog|get", "latency|latest", "latency|histogram"];
  const ofStreams = ["xinfo|stream", "xinfo|groups", "xinfo|consumers", "xlen", "type"];
  return {
    exporter: { commands: streams.length > 0 ? [...figures, ...ofStreams] : figures, keys: streams },
    probe: { commands: ["ping"], keys: [] },
  };
}

/** What a password is stored as. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Changes whenever the server has to start anew to see its files; tells nothing of the passwords. */
export function checksum(config: string, users: Readonly<Record<string, RedisUser>>): string {
  const rules = Object.entries(users).map(([name, user]) => `${name} ${userRules(user)}`);
  return sha256(lines([config, ...rules]));
}

function userRules({ commands, keys }: RedisUser): string {
  return [
    "resetchannels",
    "-@all",
    // To say hello and be named in a list of clients, but not to see or end other clients.
    "+@connection",
    "-@admin",
    ...commands.map((word) => `+${word}`),
    ...keys.map((pattern) => `~${pattern}`),
  ].join(" ");
}

const lines = (text: readonly string[]) => `${text.join("\n")}\n`;

/** The generated files, judged by a real Redis: each user can do what it should, and nothing else. */
import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { accessList, configuration, internalRules, paths, sha256, type RedisUser } from "./redis.plan.ts";

const run = promisify(execFile);

const clients: Record<string, RedisUser> = {
  producer: { commands: ["xadd"], keys: ["votes"] },
  consumer: { commands: ["xgroup|create", "xreadgroup", "xack", "xautoclaim"], keys: ["votes"] },
};
const users = { ...clients, ...internalRules(["votes"]) };
/** Not part of the generated list: sees what the others may do. */
const admin = "user admin on >admin ~* &* +@all\n";

/** What `@connection` leaves once administration is taken away, in Redis 7.0 and later; none of it touches data. */
const always = [
  ["asking", "auth", "echo", "hello", "ping", "quit", "readonly", "readwrite", "reset", "select", "wait"],
  ["caching", "getname", "getredir", "help", "id", "info", "reply", "setinfo", "setname", "tracking"].map(
    (subcommand) => `client|${subcommand}`,
  ),
  ["client|trackinginfo", "waitaof"],
  ["count", "docs", "getkeys", "getkeysandflags", "help", "info", "list"].map(
    (subcommand) => `command|${subcommand}`,
  ),
].flat();

class RedisServer {
  readonly port: number;
  readonly directory: string;
  #process: ChildProcess | undefined;

  private constructor(port: number, directory: string) {
    this.port = port;
    this.directory = directory;
  }

  static async create(memory: string): Promise<RedisServer> {
    const directory = await mkdtemp(path.join(tmpdir(), "plinth-redis-"));
    const server = new RedisServer(await freePort(), directory);
    const accounts = Object.entries(users).map(([name, user]) => ({
      ...user,
      name,
      passwordSha256: sha256(`${name}-password`),
    }));
    await writeFile(path.join(directory, "users.acl"), accessList(accounts) + admin);
    // Only the places differ from the pod: folders here, address and port below.
    const config = configuration(memory)
      .replace(`dir ${paths.data}`, `dir ${directory}`)
      .replace(`aclfile ${paths.access}`, `aclfile ${directory}`);
    await writeFile(path.join(directory, "redis.conf"), config);
    await server.start().catch(async (failure: unknown) => {
      await server.remove();
      throw failure;
    });
    return server;
  }

  async start(): Promise<void> {
    const address = ["--bind", "127.0.0.1", "--port", String(this.port)];
    const child = spawn("redis-server", [path.join(this.directory, "redis.conf"), ...address]);
    this.#process = child;
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (log += String(chunk)));
    const ready = new Promise<void>((resolve, reject) => {
      child.stdout.on("data", () => log.includes("Ready to accept connections") && resolve());
      child.once("exit", () => reject(new Error(`redis-server ended before it was ready:\n${log}`)));
    });
    await ready;
  }

  async stop(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    if (!this.#process || this.#process.exitCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.directory, { recursive: true });
  }

  /** What redis-cli prints, errors included. */
  async ask(user: string | undefined, ...command: string[]): Promise<string> {
    const { stdout } = await run("redis-cli", [...this.#login(user), ...command]);
    return stdout.trim();
  }

  /** The same for many commands, one in each line. */
  async askAll(user: string, commands: readonly string[]): Promise<string> {
    const asked = run("redis-cli", this.#login(user));
    asked.child.stdin?.end(`${commands.join("\n")}\n`);
    return (await asked).stdout.trim();
  }

  #login(user: string | undefined): string[] {
    const password = user === "admin" ? "admin" : `${user}-password`;
    const login = user === undefined ? [] : ["--user", user, "--pass", password, "--no-auth-warning"];
    return ["-p", String(this.port), ...login];
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  assert(address !== null && typeof address === "object");
  return address.port;
}

/** Every command and subcommand this Redis has, with arguments enough to be a whole one. */
async function allCommands(redis: RedisServer): Promise<{ name: string; words: string[] }[]> {
  const script = [
    "local found = {}",
    "for _, command in ipairs(redis.call('COMMAND')) do",
    "  local parts = command[10]",
    "  if #parts == 0 then parts = { command } end",
    "  for _, part in ipairs(parts) do table.insert(found, part[1] .. ' ' .. math.abs(part[2])) end",
    "end",
    "return found",
  ].join("\n");
  const lines = (await redis.ask("admin", "EVAL", script, "0")).split("\n").toSorted();
  return lines.map((line) => {
    const [name = "", arity = "0"] = line.split(" ");
    const words = name.split("|");
    return { name, words: [...words, ...Array<string>(Number(arity) - words.length).fill("votes")] };
  });
}

/** The commands a user may run, by the server's own judgement of each. */
async function allowedCommands(redis: RedisServer, user: string): Promise<string[]> {
  const commands = await allCommands(redis);
  const questions = commands.map(({ words }) => ["ACL", "DRYRUN", user, ...words].join(" "));
  const answers = (await redis.askAll("admin", questions)).split("\n").filter((line) => line !== "");
  assert.equal(answers.length, questions.length);
  return commands.map(({ name }) => name).filter((_, at) => !/permissions to run/.test(answers[at] ?? ""));
}

describe("a real Redis with the generated files", function () {
  this.timeout(30_000);
  let redis: RedisServer;

  before(async () => {
    if (spawnSync("redis-server", ["--version"]).status !== 0)
      throw new Error(
        "redis-server is not on PATH; install Debian's package redis-server (it brings redis-cli)",
      );
    redis = await RedisServer.create("64Mi");
  });
  after(() => redis?.remove());

  it("lets nobody in without a name", async () => {
    assert.match(await redis.ask(undefined, "PING"), /^NOAUTH/);
    assert.match(await redis.ask("default", "PING"), /^NOAUTH/);
    assert.match(await redis.ask("nobody", "PING"), /^NOAUTH/);
  });

  for (const [user, { commands }] of Object.entries(users)) {
    it(`lets ${user} run ${commands.join(", ")} and nothing else`, async () => {
      const allowed = await allowedCommands(redis, user);
      assert.deepEqual(
        allowed.filter((name) => !always.includes(name)),
        commands.filter((name) => name !== "ping").toSorted(),
      );
    });
  }

  it("lets each client work on its own keys", async () => {
    assert.match(await redis.ask("producer", "XADD", "votes", "*", "choice", "a"), /^\d+-\d+$/);
    assert.equal(await redis.ask("consumer", "XGROUP", "CREATE", "votes", "workers", "0"), "OK");
    const read = ["XREADGROUP", "GROUP", "workers", "one", "COUNT", "1", "STREAMS", "votes", ">"];
    const [, id = ""] = (await redis.ask("consumer", ...read)).split("\n");
    assert.equal(await redis.ask("consumer", "XACK", "votes", "workers", id), "1");
  });

  it("keeps each client from all other keys", async () => {
    assert.match(await redis.ask("producer", "XADD", "other", "*", "a", "b"), /^NOPERM/);
    assert.match(await redis.ask("producer", "XADD", "votes2", "*", "a", "b"), /^NOPERM/);
    assert.match(await redis.ask("consumer", "XACK", "other", "workers", "0-1"), /^NOPERM/);
    assert.match(await redis.ask("exporter", "XINFO", "STREAM", "other"), /^NOPERM/);
  });

  it("answers the probe", async () => {
    assert.equal(await redis.ask("probe", "PING"), "PONG");
  });

  it("keeps every accepted write when it is killed", async () => {
    const accepted: string[] = [];
    for (let round = 0; round < 3; round++) {
      for (let vote = 0; vote < 20; vote++) {
        accepted.push(await redis.ask("producer", "XADD", "votes", "*", "choice", "b"));
      }
      await redis.stop("SIGKILL");
      await redis.start();
    }
    const kept = await redis.ask("admin", "XRANGE", "votes", "-", "+");
    assert.deepEqual(
      accepted.filter((id) => !kept.includes(id)),
      [],
    );
  });

  it("refuses writes when its memory is full, and drops nothing", async () => {
    const small = await RedisServer.create("8Mi");
    try {
      const payload = "x".repeat(100_000);
      const replies: string[] = [];
      for (let write = 0; write < 80 && !replies.at(-1)?.startsWith("OOM"); write++) {
        replies.push(await small.ask("producer", "XADD", "votes", "*", "payload", payload));
      }
      assert.match(replies.at(-1) ?? "", /^OOM/);
      assert(replies.length > 10, "it holds less than it should");
      assert.equal(await small.ask("admin", "XLEN", "votes"), String(replies.length - 1));
    } finally {
      await small.remove();
    }
  });
});

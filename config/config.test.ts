import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { parseEnvironment } from "./load.ts";
import { configMarkdown } from "./markdown.ts";

type Node = Record<string, unknown>;
const root = path.resolve(import.meta.dirname, "..");
const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.([a-z]+)\.yaml$/.exec(file)?.[1] ?? []);

function read(stack: string): Node {
  const file = parse(readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8")) as { config: Node };
  return file.config["plinth:environment"] as Node;
}

const parseAs = (value: unknown) => parseEnvironment(value, "environment", [], "dev");

function mistakesIn(value: unknown): string[] {
  try {
    parseAs(value);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
}

/** Paths of all values below a node: groups with `group`, everything else with `leaf`. */
function paths(node: unknown, kind: "group" | "leaf", at: string[] = []): string[][] {
  const isGroup = typeof node === "object" && node !== null && !Array.isArray(node);
  if (!isGroup) return kind === "leaf" ? [at] : [];
  const below = Object.entries(node).flatMap(([key, child]) => paths(child, kind, [...at, key]));
  return kind === "group" ? [at, ...below] : below;
}

function changed(value: Node, [key = "", ...rest]: readonly string[], to: unknown): Node {
  return { ...value, [key]: rest.length === 0 ? to : changed(value[key] as Node, rest, to) };
}

describe("the stack files", () => {
  it("are there", () => assert.deepEqual(stacks.toSorted(), ["dev", "prod", "staging"]));

  for (const stack of stacks) {
    it(`${stack} is right`, () => assert.deepEqual(mistakesIn(read(stack)), []));
    it(`${stack} names itself`, () => assert.equal(parseAs(read(stack)).name, stack));
  }

  it("give no two environments the same network", () => {
    const networks = stacks.map((stack) => parseAs(read(stack)).network.vpc?.cidr);
    assert.equal(new Set(networks).size, networks.length);
  });
});

describe("a mistake in a stack file", () => {
  const right = read("staging");
  /** Names the user makes up: any key is one. */
  const free = /^(tags|cluster\.eks\.administrators|alerting\.routing\.receivers)$/;

  for (const at of paths(right, "leaf")) {
    it(`is found at ${at.join(".")}, with what was found and what is allowed`, () => {
      const mistakes = mistakesIn(changed(right, at, { wrong: true }));
      assert.ok(
        mistakes.some(
          (line) => line.startsWith(`environment.${at.join(".")}`) && line.includes("; allowed is "),
        ),
        mistakes.join("\n"),
      );
    });
  }

  for (const at of paths(right, "group").filter((group) => !free.test(group.join(".")))) {
    it(`is found when ${at.join(".") || "the top"} has a key nobody knows`, () => {
      const place = ["environment", ...at, "typo"].join(".");
      const mistakes = mistakesIn(changed(right, [...at, "typo"], 1));
      assert.deepEqual(mistakes, [`${place}: not a known key; remove it or correct it`]);
    });
  }

  it("is reported together with all others", () => {
    // Which keys belong beside a kind or a type that is wrong, nobody can say.
    const leaves = paths(right, "leaf").filter((at) => !/^(kind|type)$/.test(at.at(-1) ?? ""));
    const wrong = leaves.reduce((value, at) => changed(value, at, { wrong: true }), right);
    const found = mistakesIn(wrong);
    for (const at of leaves) {
      assert.ok(
        found.some((line) => line.startsWith(`environment.${at.join(".")}`)),
        `${at.join(".")} is not reported`,
      );
    }
  });

  it("is found around the environment too", () => {
    assert.throws(() => parseEnvironment(right, "environment", ["plinth:other: not a known key"], "dev"), {
      message: /1 mistake;.*\n {2}plinth:other: not a known key/,
    });
  });

  it("is to describe both or neither way to a cluster", () => {
    const existing = { context: "kind-kind", storageClass: "standard" };
    const both = changed(right, ["cluster", "existing"], existing);
    assert.match(mistakesIn(both).join(), /environment\.cluster: .*exactly one of eks and existing/);
    const { eks: _eks, ...neither } = right["cluster"] as Node;
    assert.match(mistakesIn({ ...right, cluster: neither }).join(), /exactly one of eks and existing/);
  });

  it("is to describe a network for a cluster that exists", () => {
    const mistakes = mistakesIn({
      ...right,
      cluster: { version: "1.35", existing: { context: "kind-kind", storageClass: "standard" } },
    });
    assert.match(mistakes.join("\n"), /environment\.network: .*left out with cluster\.existing/);
    assert.match(mistakes.join("\n"), /environment\.platform\.nodes: .*left out with cluster\.existing/);
  });
});

describe("docs/config.md", () => {
  it("has every key that a stack file has", () => {
    const page = configMarkdown();
    const free = /^(tags|cluster\.eks\.administrators|alerting\.routing\.receivers)\./;
    for (const stack of stacks) {
      for (const at of paths(read(stack), "leaf")) {
        const key = at.join(".");
        if (!free.test(key)) assert.ok(page.includes(`\`${key}\``), key);
      }
    }
  });
});

/** Holds the direction of dependencies: who may import whom, as docs/architecture.md draws it. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");

/** For each part of the repository, the parts its code may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  "components/core": [],
  "components/crds": ["components/core"],
  "components/*": ["components/core", "components/crds"],
  services: ["components/core"],
  config: ["components/core"],
  policies: ["components/core"],
  sandbox: [],
  "index.ts": ["components/*", "config", "services"],
};

const imported = /^(?:import|export)[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

function partOf(file: string): string {
  const [first = "", second = ""] = file.split(path.sep);
  return first === "components" ? `components/${second}` : first;
}

function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith("@plinth/")) {
    const name = specifier.slice("@plinth/".length).split("/", 1)[0] ?? "";
    return name === "policies" || name === "sandbox" ? name : `components/${name}`;
  }
  if (!specifier.startsWith(".")) return undefined;
  return partOf(path.relative(root, path.resolve(root, path.dirname(file), specifier)));
}

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(imported)]
    .map((match) => targetOf(file, match[1] ?? match[2] ?? match[3] ?? ""))
    .filter((target) => target !== undefined);
}

const matches = (rule: string, part: string) =>
  rule === part || (rule.endsWith("/*") && part.startsWith(rule.slice(0, -1)));

function isAllowed(part: string, target: string): boolean {
  if (part === target) return true;
  const rules = allowed[part] ?? allowed[`${part.split("/", 1)[0]}/*`] ?? [];
  return rules.some((rule) => matches(rule, target));
}

describe("imports", () => {
  const files = globSync(["index.ts", "{components,services,config,policies,sandbox}/**/*.ts"], {
    cwd: root,
  }).filter((file) => !file.includes("node_modules") && !/\.(test|drill)\.ts$/.test(file));

  for (const [part, own] of Map.groupBy(files, partOf)) {
    it(`${part} imports only what it may`, () => {
      const wrong = own.flatMap((file) =>
        importsOf(file)
          .filter((target) => !isAllowed(part, target))
          .map((target) => `${file} imports ${target}`),
      );
      assert.deepEqual(wrong, []);
    });
  }
});

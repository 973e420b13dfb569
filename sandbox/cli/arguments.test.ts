import assert from "node:assert/strict";
import { readCommandLine } from "./arguments.ts";

const read = (line: string) => {
  const { command, stack, rest } = readCommandLine(line.split(" ").filter(Boolean));
  return [command, stack, rest.join(" ")];
};

describe("readCommandLine", () => {
  const cases: readonly (readonly [string, string, string | undefined, string])[] = [
    ["up", "up", undefined, ""],
    ["up prod", "up", "prod", ""],
    ["up dev --diff --target urn:x", "up", "dev", "--diff --target urn:x"],
    ["up --diff", "up", undefined, "--diff"],
    ["preview --stack prod --json", "preview", "prod", "--json"],
    ["preview --json --stack=prod", "preview", "prod", "--json"],
    ["down -s staging", "down", "staging", ""],
    ["up prod --stack prod", "up", "prod", ""],
    ["run kubectl get pods -A --stack x", "run", undefined, "kubectl get pods -A --stack x"],
    ["run --stack prod kubectl get pods -h", "run", "prod", "kubectl get pods -h"],
    ["run -- kubectl", "run", undefined, "kubectl"],
    ["run", "run", undefined, ""],
    ["pulumi stack export --help", "pulumi", undefined, "stack export --help"],
    ["stop", "stop", undefined, ""],
    ["up --help", "help", undefined, ""],
    ["run -h", "help", undefined, ""],
    ["", "help", undefined, ""],
  ];
  for (const [line, ...expected] of cases) {
    it(`reads "${line}"`, () => assert.deepEqual(read(line), expected));
  }

  it("refuses what it does not know", () => {
    assert.throws(() => read("destroy"), /"destroy": there is no such command/);
    assert.throws(() => read("stop dev"), /takes no arguments/);
    assert.throws(() => read("up dev --stack prod"), /both "dev" and "prod"/);
  });
});

import assert from "node:assert/strict";
import { changesState, isJudged, needsProviders, needsStack, readEngineCommand } from "./engine-arguments.ts";

const read = (line: string) => readEngineCommand(line.split(" "));

describe("readEngineCommand", () => {
  const stacks = [
    ["up --yes", undefined],
    ["up --stack prod --yes", "prod"],
    ["-s prod stack export", "prod"],
    ["preview --stack=prod --json", "prod"],
    ["stack select prod", "prod"],
    ["stack init prod", "prod"],
    ["stack export --file x", undefined],
    ["config get app:stack", undefined],
  ] as const;
  for (const [line, stack] of stacks) {
    it(`finds the stack of "${line}"`, () => assert.equal(read(line).stack, stack));
  }

  it("is not misled by options with values", () => {
    assert.deepEqual(read("--color never -v 9 up --yes").words, ["up"]);
    assert.deepEqual(read("--target urn:pulumi:x up").words, ["up"]);
  });

  it("knows who needs providers, a stack, a judge", () => {
    const facts = (line: string) => {
      const command = read(line);
      return [needsStack(command), needsProviders(command), changesState(command), isJudged(command)]
        .map(Number)
        .join("");
    };
    assert.equal(facts("preview --json"), "1101");
    assert.equal(facts("up --yes"), "1111");
    assert.equal(facts("destroy"), "1110");
    assert.equal(facts("config set app:size small"), "1000");
    assert.equal(facts("stack export"), "0000");
    assert.equal(facts("up --help"), "0000");
    assert.equal(facts("version"), "0000");
  });

  it("sees that the user points the engine elsewhere", () => {
    assert.equal(read("-C /elsewhere preview").hasDirectory, true);
    assert.equal(read("preview").hasDirectory, false);
  });
});

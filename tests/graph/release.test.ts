/** What a step of a canary release changes: the route, and nothing else. */
import assert from "node:assert/strict";
import { environmentOfStack, runProgram } from "./program.ts";

interface Voting {
  systems: {
    voting: { vote: { release: { stable: string; canary?: { version: string; weight: number } } } };
  };
}

function withCanary(canary?: { version: string; weight: number }): object {
  const environment = environmentOfStack("dev") as unknown as Voting;
  environment.systems.voting.vote.release = { stable: "1.0.0", ...(canary && { canary }) };
  return environment;
}

async function inputsOf(environment: object): Promise<Map<string, string>> {
  const { graph } = await runProgram("dev", environment);
  return new Map(graph.resources.map(({ name, inputs }) => [name, JSON.stringify(inputs)]));
}

function difference(before: Map<string, string>, after: Map<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).toSorted();
}

describe("a canary release", function () {
  this.timeout(60_000);

  it("changes nothing but the route when its weight moves", async () => {
    const before = await inputsOf(withCanary({ version: "1.1.0", weight: 10 }));
    const after = await inputsOf(withCanary({ version: "1.1.0", weight: 50 }));
    assert.deepEqual(difference(before, after), ["vote-route-virtual-service"]);
  });

  it("adds a deployment, its autoscaler and a subset when it starts, and leaves the stable version alone", async () => {
    const before = await inputsOf(withCanary());
    const after = await inputsOf(withCanary({ version: "1.1.0", weight: 10 }));
    assert.deepEqual(difference(before, after), [
      "vote-canary",
      "vote-canary-autoscaler",
      "vote-route-destination-rule",
      "vote-route-virtual-service",
    ]);
  });
});

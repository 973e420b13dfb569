/** A cluster somebody else made: everything inside it, and nothing in AWS. */
import assert from "node:assert/strict";
import { environmentOfStack, runProgram } from "./program.ts";

function withExistingCluster(): object {
  const {
    network: _network,
    platform,
    ...rest
  } = environmentOfStack("dev") as {
    network: object;
    platform: { nodes: object };
  };
  const { nodes: _nodes, ...platformWithoutNodes } = platform;
  return {
    ...rest,
    platform: platformWithoutNodes,
    cluster: { version: "1.35", existing: { context: "kind-kind", storageClass: "standard" } },
  };
}

describe("the program on an existing cluster", function () {
  this.timeout(60_000);

  it("has nothing in AWS, and no Karpenter", async () => {
    const { graph } = await runProgram("dev", withExistingCluster());
    const strays = graph.resources.filter(({ type }) => /^(aws|eks):|karpenter/.test(type));
    assert.deepEqual(
      strays.map(({ name }) => name),
      [],
    );
  });

  it("speaks to the context it was told", async () => {
    const { graph } = await runProgram("dev", withExistingCluster());
    assert.equal(graph.only("pulumi:providers:kubernetes").inputs["context"], "kind-kind");
  });

  it("has the whole voting system all the same", async () => {
    const { graph } = await runProgram("dev", withExistingCluster());
    const inAws = await runProgram("dev");
    const voting = (names: typeof graph) =>
      names.resources.filter(({ name }) => /^(vote|worker|result|seed-data|queue|ballots)/.test(name)).length;
    assert.equal(voting(graph), voting(inAws.graph));
  });
});

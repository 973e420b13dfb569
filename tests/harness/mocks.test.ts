import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { run, valueOf } from "./mocks.ts";
import { unknown } from "./wire.ts";

class Thing extends pulumi.CustomResource {
  declare readonly size: pulumi.Output<number>;
  declare readonly address: pulumi.Output<string>;
  constructor(name: string, args: pulumi.Inputs, opts?: pulumi.CustomResourceOptions) {
    super("test:index:Thing", name, { address: undefined, ...args }, opts);
  }
}

class Box extends pulumi.ComponentResource {
  constructor(name: string, child: string) {
    super("plinth:test:Box", name);
    const first = new Thing(child, { size: 1 }, { parent: this });
    void new Thing(`${name}-second`, { size: first.size, address: first.address }, { parent: this });
  }
}

describe("run", () => {
  it("keeps what the program registered, with parents and dependencies", async () => {
    const { graph } = await run(() => void new Box("box", "box-first"));
    assert.deepEqual(graph.pathOf(graph.named("box-second")), ["box", "box-second"]);
    assert.deepEqual([...graph.waitsFor(graph.named("box-second"))], ["box-first"]);
    assert.deepEqual(graph.namingMistakes(), []);
  });

  it("leaves unknown in a preview what only a provider can know", async () => {
    const { graph } = await run(() => void new Box("box", "box-first"));
    assert.deepEqual(graph.named("box-second").inputs, { size: 1, address: unknown });
  });

  it("hands out the outputs it was told", async () => {
    const outputs = { "test:index:Thing": () => ({ address: "10.0.0.1" }) };
    const { result } = await run(() => new Thing("thing", {}).address, { outputs });
    assert.equal(await valueOf(result), "10.0.0.1");
  });

  it("names the properties that hold a secret", async () => {
    const { graph } = await run(() => void new Thing("thing", { size: 1, keys: [pulumi.secret("k")] }));
    assert.deepEqual(graph.named("thing").secrets, ["keys"]);
    assert.deepEqual(graph.named("thing").inputs["keys"], ["k"]);
  });

  it("refuses a provider function it was not told of", async () => {
    const program = () =>
      void new Thing("thing", { zone: pulumi.runtime.invokeOutput("aws:index/getRegion:getRegion", {}) });
    await assert.rejects(run(program), /aws:index\/getRegion:getRegion/);
  });

  it("fails when a registration fails", async () => {
    const program = () => void new Thing("thing", { size: Promise.reject(new Error("no size")) });
    await assert.rejects(run(program), /no size/);
  });

  it("reports a child that does not carry its component's name", async () => {
    const { graph } = await run(() => void new Box("box", "first"));
    assert.deepEqual(graph.namingMistakes(), ['"first" does not start with "box-"']);
  });
});

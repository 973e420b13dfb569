import assert from "node:assert/strict";
import { run, valueOf } from "../../../tests/harness/mocks.ts";
import { Edge } from "./index.ts";

const program = (hosts = { vote: "vote", result: "result" }) =>
  new Edge("edge", {
    domain: "dev.example.com",
    hosts,
    gateway: { name: "gateway", namespace: "istio-ingress", selector: { istio: "ingress" } },
    issuer: { kind: "self-signed" },
  });

describe("Edge", () => {
  it("registers what it is made of, by the rules of the house", async () => {
    const { graph } = await run(() => void program());
    assert.deepEqual(graph.namingMistakes(), []);
    assert.deepEqual(
      graph
        .childrenOf(graph.named("edge"))
        .map(({ name }) => name)
        .toSorted(),
      ["edge-certificate", "edge-gateway", "edge-issuer"],
    );
    for (const { inputs } of graph.resources.filter(({ custom }) => custom))
      assert.equal((inputs["metadata"] as { name: string }).name, "edge");
  });

  it("keeps the certificate where the gateway's pods find it", async () => {
    const { graph } = await run(() => void program());
    const of = (name: string) =>
      graph.named(name).inputs as {
        metadata: { namespace: string };
        spec: { secretName?: string; servers?: { tls: { credentialName?: string } }[] };
      };
    const certificate = of("edge-certificate");
    const gateway = of("edge-gateway");
    assert.equal(certificate.metadata.namespace, "istio-ingress");
    assert.equal(gateway.metadata.namespace, "istio-ingress");
    assert.equal(gateway.spec.servers?.[0]?.tls.credentialName, certificate.spec.secretName);
  });

  it("says where people go, and what routes refer to", async () => {
    const { result } = await run(async () => {
      const { gateway, hosts, urls } = program();
      return { gateway: await valueOf(gateway), hosts, urls };
    });
    assert.deepEqual(result, {
      gateway: "istio-ingress/edge",
      hosts: { vote: "vote.dev.example.com", result: "result.dev.example.com" },
      urls: { vote: "https://vote.dev.example.com", result: "https://result.dev.example.com" },
    });
  });

  it("refuses two hosts of one name", async () => {
    await assert.rejects(
      run(() => void program({ vote: "app", result: "app" })),
      /Edge "edge", host "result": "app\.dev\.example\.com" is taken/,
    );
  });
});

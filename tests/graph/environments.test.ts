/** The whole program, in every environment: what holds for each resource, whatever the environment. */
import assert from "node:assert/strict";
import type { Graph } from "../harness/graph.ts";
import type { Registration } from "../harness/mocks.ts";
import { runProgram, stacks } from "./program.ts";

type Metadata = { name?: string; namespace?: string };
const metadataOf = (resource: Registration) => (resource.inputs["metadata"] ?? {}) as Metadata;
const isKubernetes = (resource: Registration) =>
  resource.custom && resource.type.startsWith("kubernetes:") && !resource.remote;
const wholeCluster = new Set([
  "kubernetes:core/v1:Namespace",
  "kubernetes:storage.k8s.io/v1:StorageClass",
  "kubernetes:cert-manager.io/v1:ClusterIssuer",
  "kubernetes:karpenter.sh/v1:NodePool",
  "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
]);

for (const stack of stacks) {
  describe(`the program in ${stack}`, function () {
    this.timeout(60_000);
    let graph: Graph;
    before(async () => {
      ({ graph } = await runProgram(stack));
    });

    it("gives every resource a parent, and every child its parent's name", () => {
      assert.deepEqual(graph.namingMistakes(), []);
    });

    it("names every Kubernetes object, and its namespace", () => {
      const objects = graph.resources.filter(isKubernetes);
      assert.ok(objects.length > 50);
      for (const object of objects) {
        const { name, namespace } = metadataOf(object);
        assert.ok(name, `${object.name} has no metadata.name`);
        assert.equal(namespace === undefined, wholeCluster.has(object.type), `namespace of ${object.name}`);
      }
    });

    it("has no two objects of one kind and name", () => {
      const keys = graph.resources.filter(isKubernetes).map((object) => {
        const { name, namespace } = metadataOf(object);
        return `${object.type} ${namespace ?? ""}/${name}`;
      });
      assert.deepEqual(
        keys.filter((key, index) => keys.indexOf(key) !== index),
        [],
      );
    });

    it("tags what is in AWS with its environment", () => {
      const tagged = graph.resources.filter(({ inputs }) => "tags" in inputs);
      assert.ok(tagged.length > 20);
      for (const { name, inputs } of tagged) {
        assert.equal((inputs["tags"] as Record<string, string>)["environment"], stack, name);
      }
    });

    it("puts nothing into the cluster through a provider made by default", () => {
      const strays = graph.resources.filter((resource) => isKubernetes(resource) && !resource.provider);
      assert.deepEqual(
        strays.map(({ name }) => name),
        [],
      );
    });

    it("starts nothing in a namespace before its quota, limits and default-deny policies", () => {
      for (const deployment of graph.ofType("kubernetes:apps/v1:Deployment")) {
        const waits = graph.waitsFor(deployment);
        for (const name of ["voting-quota", "voting-limits", "voting-default-deny", "voting-deny-all"]) {
          assert.ok(waits.has(name), `${deployment.name} does not wait for ${name}`);
        }
      }
    });

    it("keeps the kubeconfig and every credential a secret", () => {
      const plain = graph
        .ofType("kubernetes:core/v1:Secret")
        .filter(({ secrets }) => !secrets.includes("stringData") && !secrets.includes("data"));
      assert.deepEqual(
        plain.map(({ name }) => name),
        [],
      );
    });
  });
}

import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { run } from "../../../tests/harness/mocks.ts";
import { unknown } from "../../../tests/harness/wire.ts";
import { Cluster, type EksArgs, type ExistingClusterArgs } from "./index.ts";

class Way extends pulumi.CustomResource {
  constructor(name: string) {
    super("test:index:Way", name, {});
  }
}

const eks: EksArgs = {
  administrators: { platform: "arn:aws:iam::111122223333:role/platform" },
  publicAccessCidrs: ["203.0.113.0/24"],
  logRetentionDays: 90,
  systemNodes: { instanceTypes: ["m7i.large", "m6i.large"], count: 2 },
};
const clusterOf = (change: Partial<EksArgs> = {}, vpcId: string | undefined = "vpc-1") =>
  run(
    () =>
      new Cluster("cluster", {
        name: "plinth-test",
        version: "1.35",
        eks: { ...eks, ...change },
        network: {
          vpcId,
          privateSubnetIds: ["subnet-1"],
          privateCidrBlocks: ["10.20.0.0/20"],
          discoveryTags: { "karpenter.sh/discovery": "plinth-test" },
          ready: [new Way("way-out")],
        },
      }),
  );
const existing = (args: ExistingClusterArgs) =>
  run(
    () =>
      new Cluster("cluster", {
        name: "plinth-test",
        version: "1.35",
        existing: args,
        network: { privateSubnetIds: [], privateCidrBlocks: [], discoveryTags: {}, ready: [] },
      }),
  );

describe("Cluster on EKS", () => {
  it("lets nobody in but by access entry, and from the listed networks", async () => {
    const { inputs } = (await clusterOf()).graph.only("eks:index:Cluster");
    assert.equal(inputs["authenticationMode"], "API");
    assert.deepEqual(Object.keys(inputs["accessEntries"] as object), ["platform"]);
    assert.deepEqual(
      [inputs["endpointPrivateAccess"], inputs["endpointPublicAccess"], inputs["publicAccessCidrs"]],
      [true, true, ["203.0.113.0/24"]],
    );
  });

  it("has no public endpoint when no network is listed", async () => {
    const { inputs } = (await clusterOf({ publicAccessCidrs: [] })).graph.only("eks:index:Cluster");
    assert.equal(inputs["endpointPublicAccess"], false);
    assert.ok(!("publicAccessCidrs" in inputs));
  });

  it("answers in the private subnets, and nowhere else of the VPC", async () => {
    const { result, graph } = await clusterOf();
    const { inputs } = graph.only("eks:index:Cluster");
    assert.deepEqual(inputs["privateSubnetIds"], ["subnet-1"]);
    assert.ok(!("publicSubnetIds" in inputs || "subnetIds" in inputs));
    assert.deepEqual(result.kubernetesApi, { cidrBlocks: ["10.20.0.0/20"], port: 443 });
  });

  it("encrypts Secrets and keeps all five logs for as long as asked", async () => {
    const { graph } = await clusterOf();
    const { inputs } = graph.only("eks:index:Cluster");
    assert.deepEqual(inputs["enabledClusterLogTypes"], [
      "api",
      "audit",
      "authenticator",
      "controllerManager",
      "scheduler",
    ]);
    assert.ok(graph.waitsFor(graph.only("eks:index:Cluster")).has("cluster-secrets-key"));
    const logs = graph.only("aws:cloudwatch/logGroup:LogGroup").inputs;
    assert.deepEqual([logs["name"], logs["retentionInDays"]], ["/aws/eks/plinth-test/cluster", 90]);
  });

  it("starts nodes after the way out, and add-ons after nodes", async () => {
    const { graph } = await clusterOf();
    const nodes = graph.only("aws:eks/nodeGroup:NodeGroup");
    const before = graph.waitsFor(nodes);
    for (const name of ["way-out", "cluster-eks", "cluster-node-role-AmazonEKS_CNI_Policy"])
      assert.ok(before.has(name), `nodes wait for ${name}`);
    const addOns = graph.ofType("aws:eks/addon:Addon");
    assert.equal(addOns.length, 4);
    for (const addOn of addOns) assert.ok(graph.waitsFor(addOn).has(nodes.name));
    assert.ok(
      graph.waitsFor(graph.named("cluster-aws-ebs-csi-driver")).has("cluster-eks-pod-identity-agent"),
    );
  });

  it("keeps objects in the cluster behind the nodes and their add-ons", async () => {
    const { graph } = await clusterOf();
    const before = graph.waitsFor(graph.only("pulumi:providers:kubernetes"));
    for (const name of ["cluster-system-nodes", "cluster-coredns", "cluster-aws-ebs-csi-driver"])
      assert.ok(before.has(name), `the provider waits for ${name}`);
  });

  it("hardens its nodes", async () => {
    const { graph } = await clusterOf();
    const { inputs } = graph.only("aws:ec2/launchTemplate:LaunchTemplate");
    assert.deepEqual(inputs["metadataOptions"], {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
    });
    const [disk] = inputs["blockDeviceMappings"] as { ebs: Record<string, unknown> }[];
    assert.deepEqual([disk?.ebs["encrypted"], disk?.ebs["volumeType"]], ["true", "gp3"]);
    const nodes = graph.only("aws:eks/nodeGroup:NodeGroup").inputs;
    assert.deepEqual(nodes["subnetIds"], ["subnet-1"]);
    assert.ok(!("remoteAccess" in nodes));
  });

  it("keeps its fixed nodes for what tolerates their taint, metrics included", async () => {
    const { graph } = await clusterOf();
    const { inputs } = graph.only("aws:eks/nodeGroup:NodeGroup");
    assert.deepEqual(inputs["taints"], [{ key: "CriticalAddonsOnly", value: "true", effect: "NO_SCHEDULE" }]);
    const metrics = JSON.parse(graph.named("cluster-metrics-server").inputs["configurationValues"] as string);
    assert.deepEqual(metrics.tolerations, [{ key: "CriticalAddonsOnly", operator: "Exists" }]);
  });

  it("binds each AWS role to one service account of this cluster", async () => {
    const { graph } = await clusterOf();
    const associations = graph.ofType("aws:eks/podIdentityAssociation:PodIdentityAssociation");
    assert.equal(associations.length, 2);
    for (const { name, inputs } of associations) {
      const role = graph.named(name.replace(/-association$/, "-role"));
      const [statement] = JSON.parse(role.inputs["assumeRolePolicy"] as string).Statement;
      assert.deepEqual(statement.Condition.StringEquals, {
        "aws:RequestTag/eks-cluster-name": "plinth-test",
        "aws:RequestTag/kubernetes-namespace": inputs["namespace"],
        "aws:RequestTag/kubernetes-service-account": inputs["serviceAccount"],
      });
    }
  });

  it("keeps the kubeconfig secret, wherever it goes", async () => {
    const { result, graph } = await clusterOf();
    assert.ok(await pulumi.isSecret(result.kubeconfig ?? pulumi.output("")));
    assert.deepEqual(graph.only("pulumi:providers:kubernetes").secrets, ["kubeconfig"]);
  });

  it("makes encrypted volumes in the pod's zone by default", async () => {
    const { graph, result } = await clusterOf();
    const { inputs } = graph.only("kubernetes:storage.k8s.io/v1:StorageClass");
    assert.deepEqual(inputs["parameters"], { type: "gp3", encrypted: "true" });
    assert.deepEqual(
      [inputs["volumeBindingMode"], inputs["reclaimPolicy"]],
      ["WaitForFirstConsumer", "Delete"],
    );
    assert.equal(result.storageClass, "gp3");
  });

  it("tells Karpenter names that are known before anything exists", async () => {
    const { result, graph } = await clusterOf();
    const { ready, ...names } = result.karpenter ?? { ready: [] };
    assert.ok(ready.length > 0);
    assert.deepEqual(names, {
      clusterName: "plinth-test",
      interruptionQueue: "plinth-test-karpenter",
      nodeRole: "plinth-test-node",
      subnetTags: { "karpenter.sh/discovery": "plinth-test" },
      securityGroupTags: { "aws:eks:cluster-name": "plinth-test" },
      serviceAccount: { namespace: "karpenter", name: "karpenter" },
      tags: {},
    });
    assert.equal(graph.named("cluster-karpenter-interruptions").inputs["name"], "plinth-test-karpenter");
    assert.equal(graph.named("cluster-node-role").inputs["name"], "plinth-test-node");
  });

  it("leaves nothing for a policy to guess in a first preview but ids, ARNs and the kubeconfig", async () => {
    const { graph } = await clusterOf();
    const guesses = graph.resources.flatMap(({ name, inputs }) =>
      Object.keys(inputs)
        .filter((key) => JSON.stringify(inputs[key]).includes(unknown))
        .map((key) => `${name}.${key}`),
    );
    assert.deepEqual(guesses.filter((guess) => !/(Id|Arn|\.arn)$/.test(guess)).toSorted(), [
      "cluster-karpenter-interruptions-policy.policy",
      "cluster-karpenter-interruptions-policy.queueUrl",
      "cluster-kubernetes.kubeconfig",
      "cluster-system-nodes.launchTemplate",
    ]);
  });

  it("says what is missing when there is no VPC", async () => {
    const program = () =>
      new Cluster("cluster", {
        name: "plinth-test",
        version: "1.35",
        eks,
        network: { privateSubnetIds: [], privateCidrBlocks: [], discoveryTags: {}, ready: [] },
      });
    await assert.rejects(run(program), /Cluster "cluster" has no VPC: .*cluster\.existing/);
  });

  it("is either built or found, and says so when it is told both or neither", async () => {
    const network = { privateSubnetIds: [], privateCidrBlocks: [], discoveryTags: {}, ready: [] };
    const found = { context: "kind-plinth", storageClass: "standard" };
    for (const ways of [{}, { eks, existing: found }])
      await assert.rejects(
        run(() => new Cluster("cluster", { name: "plinth-test", version: "1.35", network, ...ways })),
        /exactly one of "eks" and "existing"/,
      );
  });

  it("puts every child under itself and under its name", async () => {
    const { graph } = await clusterOf();
    const own = graph.resources.filter(({ name }) => name !== "way-out");
    assert.deepEqual(
      graph.namingMistakes().filter((mistake) => !mistake.includes("way-out")),
      [],
    );
    assert.equal(new Set(own.map(({ name }) => name)).size, own.length);
  });
});

describe("Cluster that exists already", () => {
  it("is only connected to", async () => {
    const { result, graph } = await existing({ context: "kind-plinth", storageClass: "standard" });
    assert.deepEqual(
      graph.resources.map(({ type }) => type),
      ["plinth:cluster:Cluster", "pulumi:providers:kubernetes"],
    );
    assert.deepEqual([result.kubeconfig, result.karpenter], [undefined, undefined]);
    assert.equal(result.storageClass, "standard");
    assert.deepEqual(result.kubernetesApi, { cidrBlocks: ["0.0.0.0/0"], port: 6443 });
    const { inputs } = graph.only("pulumi:providers:kubernetes");
    assert.equal(inputs["context"], "kind-plinth");
    assert.ok(!("kubeconfig" in inputs));
  });

  it("may name its kubeconfig and where its API answers", async () => {
    const kubernetesApi = { cidrBlocks: ["192.0.2.10/32"], port: 6443 };
    const { result, graph } = await existing({
      context: "default",
      kubeconfig: "/etc/rancher/k3s/k3s.yaml",
      storageClass: "local-path",
      kubernetesApi,
    });
    const { inputs } = graph.only("pulumi:providers:kubernetes");
    assert.equal(inputs["kubeconfig"], "/etc/rancher/k3s/k3s.yaml");
    assert.deepEqual(result.kubernetesApi, kubernetesApi);
  });
});

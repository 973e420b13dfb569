import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";
import { ClusterComponent } from "./cluster.ts";

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

const CLUSTER = "aws:eks/cluster:Cluster";
const registered = new Map<string, Registered>();

/** Answers what the component reads of its children, and nothing else. */
const mocks: pulumi.runtime.Mocks = {
  newResource({ type, name, inputs }) {
    registered.set(name, { type, inputs });
    const more: Record<string, object> = {
      [CLUSTER]: {
        identities: [{ oidcs: [{ issuer: "https://oidc.example.com/id/A" }] }],
        vpcConfig: { ...inputs.vpcConfig, clusterSecurityGroupId: "sg-made" },
      },
    };
    return { id: `${name}-id`, state: { name, arn: `arn:${name}`, ...inputs, ...more[type] } };
  },
  call({ token, inputs }) {
    if (token !== "aws:eks/getAddonVersion:getAddonVersion") throw new Error(`${token} was not expected`);
    return { ...inputs, version: "v1.0.0-eksbuild.1" };
  },
};

describe("children of eks.Cluster", () => {
  const before = process.env.KUBECONFIG;
  let directory: string;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
    process.env.KUBECONFIG = join(directory, "config");
    writeFileSync(process.env.KUBECONFIG, "kind: Config\nclusters: [{name: here}]\n");
    registered.clear();
    await pulumi.runtime.setMocks(mocks, "project", "stack", false);
  });
  afterEach(() => {
    process.env.KUBECONFIG = before;
    if (before === undefined) delete process.env.KUBECONFIG;
    rmSync(directory, { recursive: true });
  });

  async function build(
    args: eks.ClusterArgs,
  ): Promise<{ names: string[]; outputs: Record<string, unknown> }> {
    const component = new ClusterComponent(
      "main",
      { name: "main", vpcId: "vpc-1", subnetIds: ["subnet-1"], ...args },
      {},
    );
    const outputs = await new Promise<Record<string, unknown>>((resolve) =>
      pulumi.output(component.outputs).apply(resolve),
    );
    await pulumi.runtime.disconnect();
    return { names: [...registered.keys()].toSorted(), outputs };
  }

  it("are those of the package, for a cluster that only its nodes' owner fills", async () => {
    const { names, outputs } = await build({
      authenticationMode: "API",
      skipDefaultNodeGroup: true,
      accessEntries: {
        admin: {
          principalArn: "arn:admin",
          accessPolicies: { view: { policyArn: "arn:view", accessScope: { type: "cluster" } } },
        },
      },
    });
    assert.deepEqual(
      names,
      [
        "main",
        "main-admin",
        "main-admin-view",
        "main-eks-k8s",
        "main-eksCluster",
        "main-eksClusterIngressRule",
        "main-eksClusterInternetEgressRule",
        "main-eksClusterSecurityGroup",
        "main-eksExtApiServerClusterIngressRule",
        "main-eksNodeClusterIngressRule",
        "main-eksNodeIngressRule",
        "main-eksNodeInternetEgressRule",
        "main-eksRole",
        "main-eksRole-4b490823",
        "main-eksRole-role",
        "main-kube-proxy",
        "main-nodeSecurityGroup",
        "main-vpc-cni",
        "main-vpc-cni",
      ]
        .filter((name, index, all) => all.indexOf(name) === index)
        .toSorted(),
    );
    assert.equal(outputs.oidcIssuer, "oidc.example.com/id/A");
    assert.equal(outputs.clusterSecurityGroupId, "main-eksClusterSecurityGroup-id");
    assert.deepEqual(outputs.kubeconfig, { kind: "Config", clusters: [{ name: "here" }] });
    assert.equal(outputs.kubeconfigJson, '{"kind":"Config","clusters":[{"name":"here"}]}');
  });

  it("carry the arguments to the cluster", async () => {
    await build({
      authenticationMode: "API",
      skipDefaultNodeGroup: true,
      version: "1.34",
      encryptionConfigKeyArn: "arn:key",
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
      enabledClusterLogTypes: ["api"],
      tags: { team: "platform" },
    });
    const { inputs } = registered.get("main-eksCluster")!;
    assert.deepEqual(inputs.vpcConfig, {
      securityGroupIds: ["main-eksClusterSecurityGroup-id"],
      subnetIds: ["subnet-1"],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    });
    assert.deepEqual(inputs.encryptionConfig, { provider: { keyArn: "arn:key" }, resources: ["secrets"] });
    assert.deepEqual(inputs.accessConfig, {
      authenticationMode: "API",
      bootstrapClusterCreatorAdminPermissions: true,
    });
    assert.deepEqual(
      [inputs.name, inputs.version, inputs.roleArn, inputs.enabledClusterLogTypes],
      ["main", "1.34", "arn:main-eksRole-role", ["api"]],
    );
    assert.deepEqual(inputs.tags, { Name: "main-eksCluster", team: "platform" });
  });

  it("include nodes with their role, profile, template and group unless declined, and an identity provider when asked for", async () => {
    const { names } = await build({ authenticationMode: "API", createOidcProvider: true });
    for (const name of [
      "main-instanceRole-role",
      "main-instanceProfile",
      "main-launchTemplate",
      "main-coredns",
      "main-defaultNodeGroupInstanceRole",
      "main-oidcProvider",
    ])
      assert.ok(names.includes(name), name);
    assert.equal(registered.get("main-oidcProvider")?.inputs.url, "https://oidc.example.com/id/A");
    assert.equal(registered.get("main-defaultNodeGroupInstanceRole")?.inputs.type, "EC2_LINUX");
  });

  it("include the ConfigMap of the older way in, and storage classes", async () => {
    const { names } = await build({ storageClasses: "gp3" });
    assert.ok(names.includes("main-gp3") && names.includes("main-nodeAccess"));
    const data = registered.get("main-nodeAccess")!.inputs.data as { mapRoles: string };
    assert.match(data.mapRoles, /rolearn: arn:main-instanceRole-role/);
  });

  it("are none when the kubeconfig is missing, and the error says what to do", async () => {
    delete process.env.KUBECONFIG;
    await assert.rejects(
      async () => build({ authenticationMode: "API" }),
      /KUBECONFIG is not set.*start the control plane first/,
    );
    assert.deepEqual(
      [...registered.keys()].filter((name) => name !== "main"),
      [],
    );
  });
});

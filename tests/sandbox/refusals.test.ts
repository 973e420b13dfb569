/** What the API server itself refuses, already in the first preview, with nothing in the cluster: no policy pack here. */
import assert from "node:assert/strict";
import { TemporaryProgram, type Declared } from "./temporary-program.ts";

const metadata = (name: string) => ({ name, namespace: "shop" });
const labels = { app: "cart" };
const amounts = (memory: string) => ({ cpu: "100m", memory, "ephemeral-storage": "64Mi" });

const hardening = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
  runAsNonRoot: true,
  seccompProfile: { type: "RuntimeDefault" },
};

/** A Deployment that the namespace takes, unless the options say otherwise. */
function cart({
  securityContext = hardening,
  memory = "128Mi",
  spec = {},
}: { securityContext?: object; memory?: string; spec?: object } = {}): Declared {
  const resources = { requests: amounts(memory), limits: amounts(memory) };
  const container = { name: "cart", image: "registry.example/cart:1.0.0", resources, securityContext };
  return {
    type: "kubernetes:apps/v1:Deployment",
    name: "cart",
    properties: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: metadata("cart"),
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
        ...spec,
      },
    },
  };
}

function orders(spec: object): Declared {
  return {
    type: "kubernetes:postgresql.cnpg.io/v1:Cluster",
    name: "orders",
    properties: {
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Cluster",
      metadata: metadata("orders"),
      spec: { instances: 1, storage: { size: "1Gi" }, ...spec },
    },
  };
}

function route(http: readonly object[]): Declared {
  return {
    type: "kubernetes:networking.istio.io/v1:VirtualService",
    name: "cart-route",
    properties: {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: metadata("cart"),
      spec: { hosts: ["cart"], http },
    },
  };
}

const toCart = [{ destination: { host: "cart" } }];

/** What is wrong, and what the user is told about it. */
const refused: Readonly<Record<string, readonly [Declared, ...RegExp[]]>> = {
  "a privileged pod that runs as root": [
    cart({ securityContext: { privileged: true, runAsUser: 0 } }),
    /Deployment shop\/cart: .*violates PodSecurity "restricted:v1\.35"/,
    /privileged \(container "cart" must not set securityContext\.privileged=true\)/,
    /runAsUser=0 \(container "cart" must not set runAsUser=0\)/,
  ],
  "pods that need more memory than the namespace's quota": [
    cart({ memory: "600Mi" }),
    /Deployment shop\/cart: .*exceeded quota: quota, requested: .*limits\.memory=600Mi/,
  ],
  "a field of a Deployment that is misspelt": [
    cart({ spec: { replica: 2 } }),
    /Deployment shop\/cart: .*\.spec\.replica: field not declared in schema/,
  ],
  "a field of a custom resource that its operator does not know": [
    orders({ instancess: 3 }),
    /Cluster shop\/orders: .*\.spec\.instancess: field not declared in schema/,
  ],
  "a value of the wrong type": [
    orders({ instances: "three" }),
    /Cluster shop\/orders: .*\.spec\.instances: expected numeric \(int or float\), got string/,
  ],
  "a custom resource that breaks a CEL rule": [
    route([{ route: toCart, timeout: "0s" }]),
    /VirtualService shop\/cart: .*spec\.http\[0\]\.timeout: Invalid value: .*greater than 1ms/,
  ],
  "a custom resource without a required field": [
    route([{ route: [{ weight: 100 }] }]),
    /VirtualService shop\/cart: .*spec\.http\[0\]\.route\[0\]\.destination: Required value/,
  ],
};

describe("a first preview", function () {
  this.timeout(300_000);
  const program = new TemporaryProgram("programs/app-namespace.ts");
  after(() => program.dispose());

  for (const [mistake, [wrong, ...messages]] of Object.entries(refused)) {
    it(`refuses ${mistake}`, async () => {
      program.declare([wrong]);
      const { code, output } = await program.commands.run("preview");
      assert.notEqual(code, 0, output);
      for (const message of messages) assert.match(output, message);
    });
  }

  it("lets it all pass once it is right", async () => {
    program.declare([cart(), orders({ instances: 3 }), route([{ route: toCart }])]);
    await program.commands.succeed("preview");
  });
});

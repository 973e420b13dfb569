/** A small stack that keeps every rule of the policy pack, and that a restricted namespace takes. */
import { resourceOf } from "@plinth/policies/fixtures";
import { UNKNOWN } from "@plinth/policies/field";
import type { PlainObject } from "../../policies/lib/field.ts";
import type { Resource } from "../../policies/lib/rule.ts";

const namespace = "hardened";
const labels = { app: "web" };
const amounts = { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" };
const probe = { httpGet: { path: "/healthz", port: 8080 } };

const levels = ["enforce", "warn", "audit"].flatMap((mode) => [
  [`pod-security.kubernetes.io/${mode}`, "restricted"],
  [`pod-security.kubernetes.io/${mode}-version`, "v1.35"],
]);

const container = {
  name: "web",
  image: "registry.example/web:1.0.0",
  ports: [{ containerPort: 8080 }],
  resources: { requests: amounts, limits: amounts },
  livenessProbe: probe,
  readinessProbe: probe,
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
};

const pod = {
  serviceAccountName: "web",
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: "RuntimeDefault" } },
  containers: [container],
};

const route = [
  { destination: { host: "web", subset: "stable" }, weight: 90 },
  { destination: { host: "web", subset: "canary" }, weight: 10 },
];

const documents: readonly PlainObject[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, labels: Object.fromEntries(levels) } },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "default-deny", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "web", namespace },
    automountServiceAccountToken: false,
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: "web", namespace },
    spec: { host: "web", subsets: [{ name: "stable" }, { name: "canary" }] },
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "web", namespace },
    spec: { hosts: ["web"], http: [{ route }] },
  },
  {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: "edge",
    properties: {
      vpcId: UNKNOWN,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
    },
  },
  {
    type: "aws:eks/cluster:Cluster",
    name: "main",
    properties: {
      roleArn: UNKNOWN,
      vpcConfig: { subnetIds: [UNKNOWN], endpointPrivateAccess: true, endpointPublicAccess: false },
      encryptionConfig: { resources: ["secrets"], provider: { keyArn: UNKNOWN } },
      enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
    },
  },
];

export const hardened: readonly Resource[] = documents.map(resourceOf);

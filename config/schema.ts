/**
 * What a stack file may say, in one strict schema: its types, its defaults, the words of its mistakes
 * and `docs/config.md` are all made from it. An unknown key is a mistake.
 */
import { z } from "zod";
import {
  choice,
  cidr,
  domainName,
  duration,
  group,
  hostLabel,
  imagePrefix,
  instanceType,
  kubernetesVersion,
  list,
  objectName,
  quantity,
  range,
  roleArn,
  seconds,
  whole,
  zone,
} from "./fields.ts";
import { voting } from "./voting.schema.ts";

const network = group({
  cidr: cidr.describe("Address range of the VPC, a /16 to /20."),
  zones: list(zone, 1, 6).describe("Availability zones. Each keeps its addresses, whatever the others do."),
  natGateways: choice(["single", "per-zone"]).describe("One way out for all zones, or one for each."),
  flowLogRetentionDays: whole(1, 3653).describe("Days that records of network flows are kept."),
});

const eks = group({
  administrators: z
    .record(objectName, roleArn)
    .describe("IAM roles with full rights in the cluster, by a name for the entry."),
  publicAccessCidrs: list(cidr, 0, 40).describe(
    "Networks that reach the API server from outside the VPC; none turns that off.",
  ),
  logRetentionDays: whole(1, 3653).describe("Days that the control plane's logs are kept."),
  deletionProtection: z.boolean("true or false").describe("Refuse to delete the cluster."),
  systemNodes: group({
    instanceTypes: list(instanceType, 1, 20).describe("The first that is available is taken."),
    count: whole(2, 9).describe("Nodes for what Karpenter itself needs to run."),
  }),
  volumeReclaimPolicy: choice(["Delete", "Retain"]).describe(
    "What happens to a volume when its claim is deleted.",
  ),
});

const existing = group({
  context: z
    .string("the name of a context")
    .min(1, "the name of a context")
    .describe("Context in the kubeconfig."),
  kubeconfig: z.string("a path").optional().describe("Path of the kubeconfig. Default: what kubectl uses."),
  storageClass: objectName.describe(
    "StorageClass for volumes: `standard` on kind and minikube, `local-path` on k3s.",
  ),
});

const cluster = group({
  version: kubernetesVersion,
  eks: eks.optional().describe("A cluster of ours on EKS."),
  existing: existing
    .optional()
    .describe("A cluster somebody else made: kind, minikube, k3s, any kubeconfig."),
});

/** What a cluster of somebody else's may have already. */
const sharedCharts = [
  "istio-base",
  "istiod",
  "istio-cni",
  "istio-ingress",
  "cert-manager",
  "cloudnative-pg",
  "plugin-barman-cloud",
  "keda",
  "prometheus-operator-crds",
  "kube-prometheus-stack",
] as const;

const platform = group({
  replicas: whole(1, 5).describe(
    "Pods of each controller; from two on, one may go without anybody noticing.",
  ),
  gateway: group({ replicas: range(50) }).describe("The pods that take requests from outside."),
  monitoring: group({
    replicas: whole(1, 3).describe("Prometheus servers, each with all of the data."),
    retentionDays: whole(1, 400).describe("Days that samples are kept."),
    storage: quantity.describe("Size of each server's volume."),
    memory: quantity.describe("Bytes of memory of each server."),
  }),
  nodes: group({
    limits: group({ cpu: quantity, memory: quantity }).describe("Ceiling of all nodes together."),
    capacityTypes: list(choice(["on-demand", "spot"]), 1, 2).describe("How nodes are bought."),
  })
    .optional()
    .describe("The nodes Karpenter may add; required with `cluster.eks`."),
  without: list(choice(sharedCharts), 0, sharedCharts.length)
    .optional()
    .describe("What the cluster brings already, by the name of the chart's release. Default: nothing."),
});

const issuer = z.discriminatedUnion(
  "kind",
  [
    group({ kind: z.literal("self-signed") }),
    group({
      kind: z.literal("acme"),
      email: z.email("an e-mail address").describe("Who is told when a certificate could not be renewed."),
      server: z.url("a URL").describe("The authority's directory."),
      hostedZoneId: z
        .string("a Route 53 zone")
        .regex(/^Z[0-9A-Z]{5,31}$/, 'a Route 53 zone such as "Z0123456789ABC"'),
      region: z.string("an AWS region").regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as "eu-west-1"'),
    }),
  ],
  "a group with kind self-signed or acme",
);

const secretReference = group({ name: objectName, key: z.string("a key of the Secret") }).describe(
  "Where in the monitoring namespace the address or key is kept.",
);

const receiver = z.discriminatedUnion(
  "type",
  [
    group({ type: z.literal("pagerduty"), secret: secretReference }),
    group({ type: z.literal("slack"), secret: secretReference, channel: z.string("a channel") }),
    group({ type: z.literal("webhook"), secret: secretReference }),
  ],
  "a group with type pagerduty, slack or webhook",
);

const severity = group({ receiver: objectName, repeatInterval: duration }).optional();

const alerting = group({
  objectives: group({
    availability: z
      .number("a share such as 0.999")
      .gt(0.5, "above 0.5")
      .lt(1, "below 1")
      .describe("Share of requests that succeed over 30 days."),
    latencySeconds: seconds.describe("Within which 99 of 100 requests are answered."),
    replicationLagSeconds: seconds.describe("A standby may be behind its primary."),
  }),
  routing: group({
    receivers: z.record(objectName, receiver).describe("Who can be told, by name."),
    severities: group({ critical: severity, warning: severity, info: severity }).describe(
      "Who is told of what, and how often.",
    ),
    groupWait: duration,
    groupInterval: duration,
  }),
});

/** The whole of `plinth:environment`. */
export const environmentSchema = group({
  name: objectName.describe("What names, labels, tags and alerts call this environment."),
  tags: z.record(z.string(), z.string("text")).describe("Tags for every AWS resource."),
  network: network.optional().describe("The VPC; required with `cluster.eks`."),
  cluster,
  platform,
  edge: group({
    domain: domainName.describe("Below which all host names are."),
    hosts: group({ vote: hostLabel, result: hostLabel }),
    issuer: issuer.describe("Who signs the certificate."),
  }),
  alerting,
  registry: imagePrefix.describe("Where the services' images are."),
  systems: group({ voting }),
})
  .refine(({ cluster: ways }) => (ways.eks === undefined) !== (ways.existing === undefined), {
    path: ["cluster"],
    message: "exactly one of eks and existing",
  })
  .refine(
    ({ cluster: { eks: made }, platform: { nodes } }) => (made === undefined) === (nodes === undefined),
    {
      path: ["platform", "nodes"],
      message: "given with cluster.eks, and left out with cluster.existing",
    },
  )
  .refine(({ cluster: { eks: made }, network: vpc }) => (made === undefined) === (vpc === undefined), {
    path: ["network"],
    message: "given with cluster.eks, and left out with cluster.existing",
  });

/** One environment, as its stack file describes it. */
export type StackFile = z.output<typeof environmentSchema>;

/** Karpenter's side of AWS: the controller's role, and a queue of warnings that instances are going away. */
import { EventRule } from "@pulumi/aws/cloudwatch/eventRule.js";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget.js";
import { Queue } from "@pulumi/aws/sqs/queue.js";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy.js";
import type { Resource } from "@pulumi/pulumi";
import { controllerPolicy, interruptions, queuePolicy } from "./karpenter.plan.ts";
import { podIdentity } from "./pod-identity.ts";

const serviceAccount = { namespace: "karpenter", name: "karpenter" } as const;

/** What Karpenter has to be told, to add nodes to a cluster. All of it is known in a first preview. */
export interface KarpenterHandle {
  readonly clusterName: string;
  /** Name of the SQS queue that announces interruptions. */
  readonly interruptionQueue: string;
  /** Name of the nodes' IAM role. */
  readonly nodeRole: string;
  /** Tags of the subnets that nodes live in. */
  readonly subnetTags: Readonly<Record<string, string>>;
  /** Tags of the security groups that nodes carry. */
  readonly securityGroupTags: Readonly<Record<string, string>>;
  /** The controller's service account, which has its AWS role. */
  readonly serviceAccount: typeof serviceAccount;
  /** Tags for nodes and their volumes. */
  readonly tags: Readonly<Record<string, string>>;
  /** What has to exist while the controller runs. */
  readonly ready: readonly Resource[];
}

interface KarpenterArgs {
  readonly clusterName: string;
  readonly nodeRole: string;
  readonly subnetTags: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The cluster, and the nodes that the controller itself runs on. */
  readonly dependsOn: readonly Resource[];
}

/** Adds Karpenter's AWS resources to a component. */
export function karpenter(parent: Resource, prefix: string, args: KarpenterArgs): KarpenterHandle {
  const { clusterName, nodeRole, subnetTags, tags } = args;
  const interruptionQueue = `${clusterName}-karpenter`;
  const warnings = interruptionWarnings(parent, prefix, interruptionQueue, tags);
  const identity = podIdentity(parent, prefix, {
    clusterName,
    role: "karpenter",
    serviceAccount,
    allow: { policy: controllerPolicy({ clusterName, nodeRole, interruptionQueue }) },
    tags,
    dependsOn: args.dependsOn,
  });
  return {
    clusterName,
    interruptionQueue,
    nodeRole,
    subnetTags,
    // EKS itself puts this tag on the one group that nodes and control plane share.
    securityGroupTags: { "aws:eks:cluster-name": clusterName },
    serviceAccount,
    tags,
    ready: [...identity, ...warnings, ...args.dependsOn],
  };
}

function interruptionWarnings(
  parent: Resource,
  prefix: string,
  name: string,
  tags: Readonly<Record<string, string>>,
): Resource[] {
  const child = { parent };
  const queue = new Queue(
    `${prefix}-interruptions`,
    // A warning older than five minutes is about an instance that is gone.
    { name, messageRetentionSeconds: 300, sqsManagedSseEnabled: true, tags },
    child,
  );
  const policy = new QueuePolicy(
    `${prefix}-interruptions-policy`,
    { queueUrl: queue.url, policy: queue.arn.apply((arn) => JSON.stringify(queuePolicy(arn))) },
    child,
  );
  const targets = Object.entries(interruptions).map(([event, pattern]) => {
    const rule = new EventRule(
      `${prefix}-interruptions-${event}`,
      { name: `${name}-${event}`, eventPattern: JSON.stringify(pattern), tags },
      child,
    );
    return new EventTarget(
      `${prefix}-interruptions-${event}-target`,
      { rule: rule.name, targetId: "karpenter", arn: queue.arn },
      child,
    );
  });
  return [policy, ...targets];
}

/**
 * What Karpenter may do in AWS, and which events tell it that an instance is going away, as plain data.
 * Source: Karpenter's own getting-started template, v1.14.1. Accounts and regions are wildcards, because the
 * conditions on tags confine each right to this cluster's instances, and the policy is then known in a first preview.
 */

/** Names that the policy is made of. */
export interface KarpenterNames {
  readonly clusterName: string;
  readonly nodeRole: string;
  readonly interruptionQueue: string;
}

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const allow = (
  Sid: string,
  Action: Statement["Action"],
  Resource: Statement["Resource"],
  Condition?: object,
): Statement => ({ Sid, Effect: "Allow", Action, Resource, ...(Condition && { Condition }) });

const ec2 = (...kinds: string[]) => kinds.map((kind) => `arn:aws:ec2:*:*:${kind}/*`);
const profiles = "arn:aws:iam::*:instance-profile/*";
const launch = ["ec2:RunInstances", "ec2:CreateFleet"];
/** Kinds that Karpenter makes when it launches an instance. */
const launched = ec2(
  "fleet",
  "instance",
  "volume",
  "network-interface",
  "launch-template",
  "spot-instances-request",
);

/** What only this cluster's resources carry, and what a request for one has to say. */
function tags(clusterName: string) {
  return {
    owned: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: "owned" },
    requested: {
      [`aws:RequestTag/kubernetes.io/cluster/${clusterName}`]: "owned",
      "aws:RequestTag/eks:eks-cluster-name": clusterName,
    },
  };
}

/** The IAM policy of the controller. */
export function controllerPolicy(names: KarpenterNames): { Version: string; Statement: Statement[] } {
  return {
    Version: "2012-10-17",
    Statement: [
      ...launching(names.clusterName),
      ...keeping(names.clusterName),
      ...profiling(names),
      ...readingEc2,
      ...reading(names),
    ],
  };
}

function launching(clusterName: string): Statement[] {
  const { owned, requested } = tags(clusterName);
  const forAPool = { "aws:RequestTag/karpenter.sh/nodepool": "*" };
  const actions = { "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"] };
  return [
    allow("UseSharedResources", launch, [
      "arn:aws:ec2:*::image/*",
      "arn:aws:ec2:*::snapshot/*",
      ...ec2("security-group", "subnet", "capacity-reservation", "placement-group"),
    ]),
    allow("UseOwnLaunchTemplates", launch, ec2("launch-template"), {
      StringEquals: owned,
      StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
    }),
    allow("LaunchTagged", [...launch, "ec2:CreateLaunchTemplate"], launched, {
      StringEquals: requested,
      StringLike: forAPool,
    }),
    allow("TagAtLaunch", "ec2:CreateTags", launched, {
      StringEquals: { ...requested, ...actions },
      StringLike: forAPool,
    }),
  ];
}

function keeping(clusterName: string): Statement[] {
  const { owned } = tags(clusterName);
  const ofAPool = { "aws:ResourceTag/karpenter.sh/nodepool": "*" };
  return [
    allow("TagOwnInstances", "ec2:CreateTags", ec2("instance"), {
      StringEquals: owned,
      StringLike: ofAPool,
      StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": clusterName },
      "ForAllValues:StringEquals": {
        "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
      },
    }),
    allow(
      "EndOwnInstances",
      ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      ec2("instance", "launch-template"),
      { StringEquals: owned, StringLike: ofAPool },
    ),
  ];
}

/** Instance profiles carry the nodes' role. Without the reading rights they outlive the node class. */
function profiling({ clusterName, nodeRole }: KarpenterNames): Statement[] {
  const { owned, requested } = tags(clusterName);
  const ofAClass = { "aws:ResourceTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  const forAClass = { "aws:RequestTag/karpenter.k8s.aws/ec2nodeclass": "*" };
  return [
    allow("PassNodeRole", "iam:PassRole", `arn:aws:iam::*:role/${nodeRole}`, {
      StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" },
    }),
    allow("CreateTaggedProfiles", "iam:CreateInstanceProfile", profiles, {
      StringEquals: requested,
      StringLike: forAClass,
    }),
    allow("TagOwnProfiles", "iam:TagInstanceProfile", profiles, {
      StringEquals: { ...owned, ...requested },
      StringLike: { ...ofAClass, ...forAClass },
    }),
    allow(
      "UseOwnProfiles",
      ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
      profiles,
      { StringEquals: owned, StringLike: ofAClass },
    ),
    allow("ReadProfiles", "iam:GetInstanceProfile", profiles),
    allow("ListProfiles", "iam:ListInstanceProfiles", "*"),
  ];
}

const readingEc2: readonly Statement[] = [
  allow(
    "ReadEc2",
    [
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstances",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribePlacementGroups",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
    ],
    "*",
  ),
  allow("ReadPrices", "pricing:GetProducts", "*"),
  allow("ReadImageVersions", "ssm:GetParameter", "arn:aws:ssm:*::parameter/aws/service/*"),
];

function reading({ clusterName, interruptionQueue }: KarpenterNames): Statement[] {
  return [
    allow("ReadCluster", "eks:DescribeCluster", `arn:aws:eks:*:*:cluster/${clusterName}`),
    allow(
      "ReadInterruptions",
      ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      `arn:aws:sqs:*:*:${interruptionQueue}`,
    ),
  ];
}

/** EventBridge patterns by name: each announces that an instance stops, or that AWS will stop it. */
export const interruptions: Readonly<Record<string, { source: string[]; "detail-type": string[] }>> = {
  "capacity-reservation": {
    source: ["aws.ec2"],
    "detail-type": ["EC2 Capacity Reservation Instance Interruption Warning"],
  },
  health: { source: ["aws.health"], "detail-type": ["AWS Health Event"] },
  rebalance: { source: ["aws.ec2"], "detail-type": ["EC2 Instance Rebalance Recommendation"] },
  spot: { source: ["aws.ec2"], "detail-type": ["EC2 Spot Instance Interruption Warning"] },
  state: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"] },
};

/** Lets EventBridge write to a queue, and nobody without TLS. */
export function queuePolicy(queueArn: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "ReceiveEvents",
        Effect: "Allow",
        Principal: { Service: ["events.amazonaws.com", "sqs.amazonaws.com"] },
        Action: "sqs:SendMessage",
        Resource: queueArn,
      },
      {
        Sid: "RequireTls",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: queueArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}

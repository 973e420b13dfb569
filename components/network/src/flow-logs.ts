/** Records of every network flow of a VPC, in a log group of their own. */
import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup.js";
import { FlowLog } from "@pulumi/aws/ec2/flowLog.js";
import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import type { Input, Resource } from "@pulumi/pulumi";

interface FlowLogsArgs {
  /** Name of the VPC. */
  readonly name: string;
  readonly vpcId: Input<string>;
  readonly retentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

const writeLogs = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        "logs:CreateLogStream",
        "logs:PutLogEvents",
        "logs:DescribeLogGroups",
        "logs:DescribeLogStreams",
      ],
      Resource: "*",
    },
  ],
};

const assumedByFlowLogs = {
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { Service: "vpc-flow-logs.amazonaws.com" }, Action: "sts:AssumeRole" },
  ],
};

/** Adds the flow logs of a VPC to a component. */
export function flowLogs(parent: Resource, prefix: string, args: FlowLogsArgs): void {
  const child = { parent };
  const { name, tags } = args;
  const group = new LogGroup(
    `${prefix}-flow-logs`,
    { name: `/aws/vpc/${name}/flow-logs`, retentionInDays: args.retentionDays, tags },
    child,
  );
  const role = new Role(
    `${prefix}-flow-logs-role`,
    { name: `${name}-flow-logs`, assumeRolePolicy: JSON.stringify(assumedByFlowLogs), tags },
    child,
  );
  const policy = new RolePolicy(
    `${prefix}-flow-logs-policy`,
    { name: "write-logs", role: role.name, policy: JSON.stringify(writeLogs) },
    child,
  );
  void new FlowLog(
    `${prefix}-flow-log`,
    {
      vpcId: args.vpcId,
      trafficType: "ALL",
      maxAggregationInterval: 60,
      logDestinationType: "cloud-watch-logs",
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { ...tags, Name: name },
    },
    { ...child, dependsOn: policy },
  );
}

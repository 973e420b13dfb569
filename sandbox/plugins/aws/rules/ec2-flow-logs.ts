/** Flow logs of networks. */
import { logGroupArn, roleArn, subnet, vpc } from "./references.ts";
import type { Rules } from "./rule.ts";
import { arn, exactlyOne, oneOf, whole } from "./value-checks.ts";

export const flowLogs: Rules = {
  "aws:ec2/flowLog:FlowLog": {
    id: { prefix: "fl" },
    arn: `arn:aws:ec2:{region}:{account}:vpc-flow-log/{id}`,
    defaults: { logDestinationType: "cloud-watch-logs", maxAggregationInterval: 600 },
    replaces: [
      "vpcId",
      "subnetId",
      "eniId",
      "transitGatewayId",
      "trafficType",
      "logDestination",
      "logDestinationType",
      "logFormat",
      "iamRoleArn",
      "deliverCrossAccountRole",
      "maxAggregationInterval",
      "destinationOptions",
    ],
    references: [
      vpc("vpcId", { holds: false }),
      subnet("subnetId", { holds: false }),
      roleArn("iamRoleArn"),
      logGroupArn("logDestination", { except: /^arn:aws:(s3|firehose):/ }),
    ],
    values: [
      exactlyOne(
        "vpcId",
        "subnetId",
        "eniId",
        "transitGatewayId",
        "transitGatewayAttachmentId",
        "regionalNatGatewayId",
      ),
      oneOf("trafficType", ["ACCEPT", "REJECT", "ALL"]),
      oneOf("logDestinationType", ["cloud-watch-logs", "s3", "kinesis-data-firehose"]),
      oneOf("maxAggregationInterval", [60, 600]),
      arn("logDestination"),
      whole("trafficType", (inputs) =>
        inputs.trafficType === undefined && inputs.transitGatewayId === undefined
          ? "InvalidParameter: trafficType is required for this resource"
          : undefined,
      ),
      whole("iamRoleArn", (inputs) =>
        inputs.logDestinationType === "cloud-watch-logs" && inputs.iamRoleArn === undefined
          ? "InvalidParameter: delivery to CloudWatch Logs needs the ARN of a role (iamRoleArn)"
          : undefined,
      ),
      whole("logDestination", (inputs) =>
        inputs.logDestination === undefined
          ? "InvalidParameter: give the ARN of the logDestination"
          : undefined,
      ),
    ],
    outputs: ({ inputs }) => ({
      logFormat:
        inputs.logFormat
        ?? "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}",
    }),
  },
};

/** Logs, events, queues, topics, alarms. */
import {
  arn,
  atLeastOne,
  between,
  each,
  json,
  matches,
  notBoth,
  oneOf,
  policy,
  whole,
} from "./value-checks.ts";
import { keyArn, queueUrl, topic } from "./references.ts";
import type { Properties, Rules } from "./rule.ts";
import { text } from "../values/text.ts";

/** Days CloudWatch Logs can keep what is written; 0 keeps it for ever. */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function queueName(inputs: Properties): string | undefined {
  const { name, fifoQueue } = inputs;
  if (typeof name !== "string" || typeof fifoQueue !== "boolean") return undefined;
  if (fifoQueue !== name.endsWith(".fifo"))
    return "InvalidParameterValue: the name of a FIFO queue, and of no other, ends in .fifo";
  return undefined;
}

const queuePolicyReference = [queueUrl("queueUrl")];

export const messaging: Rules = {
  "aws:cloudwatch/logGroup:LogGroup": {
    id: { field: "name" },
    arn: "arn:aws:logs:{region}:{account}:log-group:{name}",
    name: { field: "name", maximum: 512, unless: "namePrefix" },
    defaults: { retentionInDays: 0, skipDestroy: false },
    replaces: ["name", "namePrefix", "logGroupClass"],
    references: [keyArn("kmsKeyId")],
    unique: [
      {
        fields: ["name"],
        code: "ResourceAlreadyExistsException",
        message: (inputs) => `the specified log group already exists: ${text(inputs.name)}`,
      },
    ],
    values: [
      matches("name", /^[\w.\-/#]{1,512}$/, "InvalidParameterException", "is not a log group's name"),
      oneOf("retentionInDays", RETENTION, "InvalidParameterException"),
      oneOf("logGroupClass", ["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"], "InvalidParameterException"),
    ],
    outputs: ({ inputs }) => ({ logGroupClass: inputs.logGroupClass ?? "STANDARD" }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    id: { field: "name" },
    arn: "arn:aws:cloudwatch:{region}:{account}:alarm:{name}",
    name: { field: "name", maximum: 255 },
    defaults: { actionsEnabled: true, treatMissingData: "missing" },
    replaces: ["name"],
    references: [
      topic("alarmActions[]", { except: /^arn:aws:(?!sns)/ }),
      topic("okActions[]", { except: /^arn:aws:(?!sns)/ }),
    ],
    values: [
      oneOf("treatMissingData", ["missing", "ignore", "breaching", "notBreaching"], "ValidationError"),
      oneOf(
        "comparisonOperator",
        [
          "GreaterThanOrEqualToThreshold",
          "GreaterThanThreshold",
          "LessThanThreshold",
          "LessThanOrEqualToThreshold",
          "LessThanLowerOrGreaterThanUpperThreshold",
          "LessThanLowerThreshold",
          "GreaterThanUpperThreshold",
        ],
        "ValidationError",
      ),
      between("evaluationPeriods", 1, 1_000_000, "ValidationError"),
      notBoth("statistic", "extendedStatistic"),
    ],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    id: {
      make: (inputs) =>
        inputs.eventBusName === "default"
          ? text(inputs.name)
          : `${text(inputs.eventBusName)}/${text(inputs.name)}`,
    },
    arn: (inputs, region, account) =>
      `arn:aws:events:${region}:${account}:rule/${inputs.eventBusName === "default" ? "" : `${text(inputs.eventBusName)}/`}${text(inputs.name)}`,
    name: { field: "name", maximum: 64, unless: "namePrefix" },
    defaults: { eventBusName: "default", forceDestroy: false, state: "ENABLED" },
    replaces: ["name", "namePrefix", "eventBusName"],
    unique: [
      {
        fields: ["eventBusName", "name"],
        code: "ResourceAlreadyExistsException",
        message: (inputs) =>
          `rule ${text(inputs.name)} already exists on event bus ${text(inputs.eventBusName)}`,
      },
    ],
    values: [
      atLeastOne("eventPattern", "scheduleExpression"),
      json("eventPattern", "InvalidEventPatternException"),
      matches("name", /^[\w.-]{1,64}$/, "ValidationException", "is not a rule's name"),
      matches(
        "scheduleExpression",
        /^(rate\(\d+ (minute|hour|day)s?\)|cron\(.+\))$/,
        "ValidationException",
        "is neither rate(…) nor cron(…)",
      ),
    ],
    inUse: "ValidationException",
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: { join: ["rule", "targetId"], separator: "-" },
    name: { field: "targetId", maximum: 64 },
    defaults: { eventBusName: "default", forceDestroy: false },
    replaces: ["rule", "eventBusName", "targetId"],
    references: [
      {
        field: "rule",
        type: "aws:cloudwatch/eventRule:EventRule",
        code: "ResourceNotFoundException",
        noun: "rule",
      },
    ],
    values: [
      arn("arn"),
      arn("roleArn"),
      notBoth("input", "inputPath"),
      notBoth("input", "inputTransformer"),
      json("input", "ValidationException"),
    ],
    overwrites: true,
  },
  "aws:sqs/queue:Queue": {
    id: {
      make: ({ name }, region, account) => `https://sqs.${region}.amazonaws.com/${account}/${text(name)}`,
    },
    arn: "arn:aws:sqs:{region}:{account}:{name}",
    name: { field: "name", maximum: 80, unless: "namePrefix" },
    defaults: {
      contentBasedDeduplication: false,
      delaySeconds: 0,
      fifoQueue: false,
      maxMessageSize: 262144,
      messageRetentionSeconds: 345600,
      receiveWaitTimeSeconds: 0,
      visibilityTimeoutSeconds: 30,
    },
    replaces: ["name", "namePrefix", "fifoQueue"],
    unique: [
      {
        fields: ["name"],
        code: "QueueAlreadyExists",
        message: (inputs) => `a queue named ${text(inputs.name)} already exists`,
      },
    ],
    values: [
      matches(
        "name",
        /^[\w-]{1,75}(\.fifo|[\w-]{0,5})$/,
        "InvalidParameterValue",
        "is not a queue's name: at most 80 letters, digits, hyphens and underscores",
      ),
      whole("name", queueName),
      between("delaySeconds", 0, 900, "InvalidAttributeValue"),
      between("maxMessageSize", 1024, 1_048_576, "InvalidAttributeValue"),
      between("messageRetentionSeconds", 60, 1_209_600, "InvalidAttributeValue"),
      between("receiveWaitTimeSeconds", 0, 20, "InvalidAttributeValue"),
      between("visibilityTimeoutSeconds", 0, 43_200, "InvalidAttributeValue"),
      notBoth("kmsMasterKeyId", "sqsManagedSseEnabled"),
      json("redrivePolicy", "InvalidAttributeValue"),
      policy("policy", "resource", "InvalidAttributeValue"),
    ],
    outputs: ({ id, inputs }) => ({
      url: id,
      sqsManagedSseEnabled: inputs.sqsManagedSseEnabled ?? inputs.kmsMasterKeyId === undefined,
      kmsDataKeyReusePeriodSeconds: inputs.kmsDataKeyReusePeriodSeconds ?? 300,
    }),
    knownBy: ["url"],
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    id: { field: "queueUrl" },
    replaces: ["queueUrl"],
    references: queuePolicyReference,
    values: [policy("policy", "resource", "InvalidAttributeValue")],
    overwrites: true,
  },
  "aws:sns/topic:Topic": {
    id: { arn: true },
    arn: "arn:aws:sns:{region}:{account}:{name}",
    name: { field: "name", maximum: 256, unless: "namePrefix" },
    defaults: { contentBasedDeduplication: false, fifoTopic: false },
    replaces: ["name", "namePrefix", "fifoTopic"],
    unique: [
      {
        fields: ["name"],
        code: "InvalidParameter",
        message: (inputs) => `topic ${text(inputs.name)} already exists`,
      },
    ],
    values: [
      matches("name", /^[\w-]{1,256}(\.fifo)?$/, "InvalidParameter", "is not a topic's name"),
      policy("policy", "resource", "InvalidParameter"),
    ],
    outputs: ({ account }) => ({ owner: account }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: { arn: true },
    arn: (inputs) => `${text(inputs.topic)}:${crypto.randomUUID()}`,
    defaults: { rawMessageDelivery: false, confirmationTimeoutInMinutes: 1, endpointAutoConfirms: false },
    replaces: ["topic", "protocol", "endpoint"],
    references: [topic("topic")],
    values: [
      oneOf(
        "protocol",
        ["sqs", "sms", "lambda", "firehose", "application", "email", "email-json", "http", "https"],
        "InvalidParameter",
      ),
      each("endpoint", (value, { protocol }) =>
        ["sqs", "lambda", "firehose"].includes(text(protocol)) && !text(value).startsWith("arn:")
          ? `InvalidParameter: the endpoint of protocol ${text(protocol)} is an ARN`
          : undefined,
      ),
    ],
  },
};

/** For tests: the smallest inputs that AWS takes, for every simulated type, with the resources they refer to. */
import type { Properties } from "../rules/rule.ts";
import { GROUP, networkSamples, OTHER_SUBNET, ROLE, SUBNET, VPC, type Make } from "./network-samples.ts";

const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"eks.amazonaws.com"}}]}';
const IDENTITY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const RESOURCE =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}]}';
const LIFECYCLE =
  '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countType":"imageCountMoreThan","countNumber":5},"action":{"type":"expire"}}]}';

const CLUSTER = "aws:eks/cluster:Cluster";
const BUCKET = "aws:s3/bucket:Bucket";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const TARGETS = "aws:lb/targetGroup:TargetGroup";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const SECRET = "aws:secretsmanager/secret:Secret";
const METRICS = { cloudwatchMetricsEnabled: true, metricName: "all", sampledRequestsEnabled: true };

export const samples: Readonly<Record<string, (make: Make) => Properties>> = {
  ...networkSamples,
  [ROLE]: () => ({ name: "eks", assumeRolePolicy: TRUST }),
  "aws:iam/policy:Policy": () => ({ name: "read", policy: IDENTITY }),
  "aws:iam/rolePolicy:RolePolicy": (make) => ({ role: make(ROLE).name, name: "inline", policy: IDENTITY }),
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": (make) => ({
    role: make(ROLE).name,
    policyArn: make("aws:iam/policy:Policy").arn,
  }),
  "aws:iam/instanceProfile:InstanceProfile": (make) => ({ name: "nodes", role: make(ROLE).name }),
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": () => ({
    url: "https://oidc.example.com/id/1",
    clientIdLists: ["sts.amazonaws.com"],
  }),
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": () => ({ awsServiceName: "autoscaling.amazonaws.com" }),
  "aws:kms/key:Key": () => ({}),
  "aws:kms/alias:Alias": (make) => ({ name: "alias/main", targetKeyId: make("aws:kms/key:Key").keyId }),
  "aws:cloudwatch/logGroup:LogGroup": () => ({ name: "/flows" }),
  "aws:cloudwatch/metricAlarm:MetricAlarm": () => ({
    name: "alarm",
    comparisonOperator: "GreaterThanThreshold",
    evaluationPeriods: 1,
  }),
  "aws:cloudwatch/eventRule:EventRule": () => ({ name: "spot", eventPattern: '{"source":["aws.ec2"]}' }),
  "aws:cloudwatch/eventTarget:EventTarget": (make) => ({
    rule: make("aws:cloudwatch/eventRule:EventRule").name,
    arn: make("aws:sqs/queue:Queue").arn,
  }),
  "aws:sqs/queue:Queue": () => ({ name: "interruption" }),
  "aws:sqs/queuePolicy:QueuePolicy": (make) => ({
    queueUrl: make("aws:sqs/queue:Queue").url,
    policy: RESOURCE,
  }),
  "aws:sns/topic:Topic": () => ({ name: "alerts" }),
  "aws:sns/topicSubscription:TopicSubscription": (make) => ({
    topic: make("aws:sns/topic:Topic").arn,
    protocol: "email",
    endpoint: "ops@example.com",
  }),
  [BUCKET]: () => ({ bucket: "backups-of-somebody" }),
  "aws:s3/bucketV2:BucketV2": () => ({ bucket: "older-backups" }),
  ...ofBucket("PublicAccessBlock", {}),
  ...ofBucket("Policy", { policy: RESOURCE }),
  ...ofBucket("OwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }),
  ...ofBucket("Versioning", { versioningConfiguration: { status: "Enabled" } }),
  ...ofBucket("ServerSideEncryptionConfiguration", {
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
  }),
  ...ofBucket("LifecycleConfiguration", {
    rules: [{ id: "old", status: "Enabled", expiration: { days: 30 } }],
  }),
  ...ofBucket("Logging", { targetBucket: "backups-of-somebody", targetPrefix: "logs/" }),
  ...ofBucket("CorsConfiguration", { corsRules: [{ allowedMethods: ["GET"], allowedOrigins: ["*"] }] }),
  ...ofBucket("Acl", { acl: "private" }),
  ...ofBucket("ObjectLockConfiguration", {}),
  "aws:ecr/repository:Repository": () => ({ name: "voting/vote" }),
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": (make) => ({
    repository: make("aws:ecr/repository:Repository").name,
    policy: LIFECYCLE,
  }),
  "aws:ecr/repositoryPolicy:RepositoryPolicy": (make) => ({
    repository: make("aws:ecr/repository:Repository").name,
    policy: RESOURCE,
  }),
  [SECRET]: () => ({ name: "voting/database" }),
  "aws:secretsmanager/secretVersion:SecretVersion": (make) => ({
    secretId: make(SECRET).id,
    secretString: "hidden",
  }),
  "aws:secretsmanager/secretPolicy:SecretPolicy": (make) => ({
    secretArn: make(SECRET).arn,
    policy: RESOURCE,
  }),
  "aws:ssm/parameter:Parameter": () => ({ name: "/voting/mode", type: "String", value: "on" }),
  "aws:dynamodb/table:Table": () => ({
    name: "locks",
    hashKey: "id",
    attributes: [{ name: "id", type: "S" }],
    billingMode: "PAY_PER_REQUEST",
  }),
  [CLUSTER]: (make) => ({
    name: "main",
    roleArn: make(ROLE).arn,
    version: "1.34",
    vpcConfig: { subnetIds: [make(SUBNET).id, make(OTHER_SUBNET).id] },
    accessConfig: { authenticationMode: "API" },
  }),
  "aws:eks/nodeGroup:NodeGroup": (make) => ({
    clusterName: make(CLUSTER).name,
    nodeGroupName: "system",
    nodeRoleArn: make(ROLE).arn,
    scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
    subnetIds: [make(SUBNET).id],
  }),
  "aws:eks/addon:Addon": (make) => ({ clusterName: make(CLUSTER).name, addonName: "coredns" }),
  "aws:eks/accessEntry:AccessEntry": (make) => ({
    clusterName: make(CLUSTER).name,
    principalArn: make(ROLE).arn,
  }),
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": (make) => (
    make("aws:eks/accessEntry:AccessEntry"),
    {
      clusterName: make(CLUSTER).name,
      principalArn: make(ROLE).arn,
      policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
      accessScope: { type: "cluster" },
    }
  ),
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": (make) => ({
    clusterName: make(CLUSTER).name,
    namespace: "kube-system",
    serviceAccount: "controller",
    roleArn: make(ROLE).arn,
  }),
  "aws:eks/fargateProfile:FargateProfile": (make) => ({
    clusterName: make(CLUSTER).name,
    fargateProfileName: "batch",
    podExecutionRoleArn: make(ROLE).arn,
    selectors: [{ namespace: "batch" }],
    subnetIds: [make(SUBNET).id],
  }),
  "aws:route53/zone:Zone": () => ({ name: "example.com" }),
  "aws:route53/record:Record": (make) => ({
    zoneId: make("aws:route53/zone:Zone").zoneId,
    name: "vote.example.com",
    type: "A",
    ttl: 60,
    records: ["192.0.2.1"],
  }),
  [CERTIFICATE]: () => ({ domainName: "vote.example.com", validationMethod: "DNS" }),
  "aws:acm/certificateValidation:CertificateValidation": (make) => ({
    certificateArn: make(CERTIFICATE).arn,
  }),
  [BALANCER]: (make) => ({
    name: "front",
    subnets: [make(SUBNET).id, make(OTHER_SUBNET).id],
    securityGroups: [make(GROUP).id],
  }),
  [TARGETS]: (make) => ({
    name: "gateway",
    port: 80,
    protocol: "HTTP",
    targetType: "ip",
    vpcId: make(VPC).id,
  }),
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": (make) => ({
    targetGroupArn: make(TARGETS).arn,
    targetId: "10.0.0.9",
  }),
  "aws:lb/listener:Listener": (make) => ({
    loadBalancerArn: make(BALANCER).arn,
    port: 443,
    protocol: "HTTPS",
    certificateArn: make(CERTIFICATE).arn,
    defaultActions: [{ type: "forward", targetGroupArn: make(TARGETS).arn }],
  }),
  "aws:lb/listenerCertificate:ListenerCertificate": (make) => ({
    listenerArn: make("aws:lb/listener:Listener").arn,
    certificateArn: make(CERTIFICATE).arn,
  }),
  "aws:lb/listenerRule:ListenerRule": (make) => ({
    listenerArn: make("aws:lb/listener:Listener").arn,
    priority: 10,
    actions: [{ type: "forward", targetGroupArn: make(TARGETS).arn }],
    conditions: [{ hostHeader: { values: ["vote.example.com"] } }],
  }),
  "aws:wafv2/webAcl:WebAcl": () => ({
    name: "front",
    scope: "REGIONAL",
    defaultAction: { allow: {} },
    visibilityConfig: METRICS,
    rules: [
      {
        name: "common",
        priority: 1,
        overrideAction: { none: {} },
        statement: { managedRuleGroupStatement: { name: "AWSManagedRulesCommonRuleSet", vendorName: "AWS" } },
        visibilityConfig: METRICS,
      },
    ],
  }),
  "aws:wafv2/ipSet:IpSet": () => ({
    name: "offices",
    scope: "REGIONAL",
    ipAddressVersion: "IPV4",
    addresses: ["192.0.2.0/24"],
  }),
  "aws:wafv2/webAclAssociation:WebAclAssociation": (make) => ({
    webAclArn: make("aws:wafv2/webAcl:WebAcl").arn,
    resourceArn: make(BALANCER).arn,
  }),
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (make) => ({
    resourceArn: make("aws:wafv2/webAcl:WebAcl").arn,
    logDestinationConfigs: ["arn:aws:logs:eu-west-1:000000000000:log-group:aws-waf-logs-front"],
  }),
};

/** A setting of the sample bucket, under both of the names it has in the package. */
function ofBucket(setting: string, inputs: Properties): Record<string, (make: Make) => Properties> {
  const sample = (make: Make): Properties => ({ bucket: make(BUCKET).id, ...inputs });
  const named = (name: string): [string, typeof sample] => [`aws:s3/bucket${name}:Bucket${name}`, sample];
  const single = ["PublicAccessBlock", "Policy", "OwnershipControls"].includes(setting);
  return Object.fromEntries(single ? [named(setting)] : [named(setting), named(`${setting}V2`)]);
}

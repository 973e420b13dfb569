/** References to resources, with the code AWS answers when there is none. */
import type { Reference } from "./rule.ts";

export type Options = Partial<Pick<Reference, "holds" | "except" | "arn" | "code">>;
type Maker = (field: string, options?: Options) => Reference;

function to(type: string, code: string, noun: string, common: Options = {}): Maker {
  return (field, options) => ({ field, type, code, noun, ...common, ...options });
}

const byArn = { arn: true };

export const vpc = to("aws:ec2/vpc:Vpc", "InvalidVpcID.NotFound", "vpc ID");
export const subnet = to("aws:ec2/subnet:Subnet", "InvalidSubnetID.NotFound", "subnet ID");
export const internetGateway = to(
  "aws:ec2/internetGateway:InternetGateway",
  "InvalidInternetGatewayID.NotFound",
  "internetGateway ID",
);
export const natGateway = to("aws:ec2/natGateway:NatGateway", "NatGatewayNotFound", "NAT gateway");
export const elasticIp = to("aws:ec2/eip:Eip", "InvalidAllocationID.NotFound", "allocation ID");
export const routeTable = to(
  "aws:ec2/routeTable:RouteTable",
  "InvalidRouteTableID.NotFound",
  "routeTable ID",
);
export const networkAcl = to(
  "aws:ec2/networkAcl:NetworkAcl",
  "InvalidNetworkAclID.NotFound",
  "networkAcl ID",
);
export const securityGroup = to(
  "aws:ec2/securityGroup:SecurityGroup",
  "InvalidGroup.NotFound",
  "security group",
);
export const vpcEndpoint = to(
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "InvalidVpcEndpointId.NotFound",
  "Vpc Endpoint Id",
);
export const launchTemplate = to(
  "aws:ec2/launchTemplate:LaunchTemplate",
  "InvalidLaunchTemplateId.NotFound",
  "launch template",
);

/** A role by name. */
export const role = to("aws:iam/role:Role", "NoSuchEntity", "role with name");
export const roleArn = to("aws:iam/role:Role", "InvalidParameterException", "role with ARN", {
  ...byArn,
  holds: false,
});
export const policyArn = to("aws:iam/policy:Policy", "NoSuchEntity", "policy", {
  ...byArn,
  except: /^arn:aws[\w-]*:iam::aws:policy\//,
});
export const instanceProfile = to(
  "aws:iam/instanceProfile:InstanceProfile",
  "InvalidIamInstanceProfile.NotFound",
  "instance profile",
);

export const keyArn = to("aws:kms/key:Key", "NotFoundException", "key", { ...byArn, holds: false });
export const logGroupArn = to("aws:cloudwatch/logGroup:LogGroup", "ResourceNotFoundException", "log group", {
  ...byArn,
  holds: false,
});
export const queueUrl = to("aws:sqs/queue:Queue", "AWS.SimpleQueueService.NonExistentQueue", "queue", {
  holds: false,
});
export const bucket = to("aws:s3/bucket:Bucket", "NoSuchBucket", "bucket");
export const repository = to("aws:ecr/repository:Repository", "RepositoryNotFoundException", "repository", {
  holds: false,
});
export const cluster = to("aws:eks/cluster:Cluster", "ResourceNotFoundException", "cluster");
export const secret = to("aws:secretsmanager/secret:Secret", "ResourceNotFoundException", "secret", {
  holds: false,
});
export const zone = to("aws:route53/zone:Zone", "NoSuchHostedZone", "hosted zone");
export const certificateArn = to(
  "aws:acm/certificate:Certificate",
  "CertificateNotFound",
  "certificate",
  byArn,
);
export const loadBalancer = to("aws:lb/loadBalancer:LoadBalancer", "LoadBalancerNotFound", "load balancer", {
  ...byArn,
  holds: false,
});
export const targetGroup = to("aws:lb/targetGroup:TargetGroup", "TargetGroupNotFound", "target group", byArn);
export const listener = to("aws:lb/listener:Listener", "ListenerNotFound", "listener", {
  ...byArn,
  holds: false,
});
export const webAcl = to("aws:wafv2/webAcl:WebAcl", "WAFNonexistentItemException", "web ACL", byArn);
export const topic = to("aws:sns/topic:Topic", "NotFound", "topic", { ...byArn, holds: false });
export const any = to("*", "InvalidID", "ID", { holds: false });

import assert from "node:assert/strict";
import { World } from "../testing/world.ts";
import { rules } from "./index.ts";
import type { Properties } from "./rule.ts";

const POLICY = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: statement });

/** The sample of a type with some inputs changed (null: left out), and how AWS answers. */
const refusals: readonly (readonly [type: string, change: Properties, expected: RegExp])[] = [
  ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.0/8" }, /InvalidVpc\.Range/],
  ["aws:ec2/vpc:Vpc", { cidrBlock: "10.0.0.1/16" }, /InvalidVpc\.Range/],
  ["aws:ec2/vpc:Vpc", { cidrBlock: null }, /one of cidrBlock, ipv4IpamPoolId must be given/],
  ["aws:ec2/subnet:Subnet", { cidrBlock: "10.0.0.0/29" }, /InvalidSubnet\.Range.*\/16 to \/28/],
  ["aws:ec2/subnet:Subnet", { cidrBlock: "10.9.0.0/24" }, /InvalidSubnet\.Range.*outside every block/],
  ["aws:ec2/subnet:Subnet", { availabilityZone: "us-east-1a" }, /us-east-1a is not in eu-west-1/],
  ["aws:ec2/natGateway:NatGateway", { allocationId: null }, /needs the allocationId/],
  ["aws:ec2/route:Route", { destinationIpv6CidrBlock: "::/0" }, /exactly one of destinationCidrBlock/],
  ["aws:ec2/route:Route", { gatewayId: null }, /exactly one of gatewayId/],
  ["aws:ec2/networkAclRule:NetworkAclRule", { ruleNumber: 40000 }, /outside 1 to 32766/],
  ["aws:ec2/securityGroup:SecurityGroup", { vpcId: null }, /VPCIdNotSpecified/],
  ["aws:ec2/securityGroup:SecurityGroup", { name: "sg-mine" }, /InvalidParameterValue/],
  [
    "aws:ec2/securityGroup:SecurityGroup",
    { ingress: [{ protocol: "tcp", fromPort: 1, toPort: 2, cidrBlocks: ["10.0.0.0/99"] }] },
    /ingress\[0\]\.cidrBlocks\[0\]: .*malformed/,
  ],
  [
    "aws:ec2/securityGroup:SecurityGroup",
    { ingress: [{ protocol: "tcp", fromPort: 1 }] },
    /ingress\[0\]\.toPort: Missing required argument/,
  ],
  ["aws:ec2/securityGroupRule:SecurityGroupRule", { cidrBlocks: null }, /one of cidrBlocks/],
  ["aws:ec2/securityGroupRule:SecurityGroupRule", { fromPort: 99, toPort: 9 }, /invalid TCP\/UDP port range/],
  [
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    { cidrIpv6: "::/0" },
    /exactly one of cidrIpv4/,
  ],
  ["aws:ec2/vpcEndpoint:VpcEndpoint", { serviceName: "com.amazonaws.us-east-1.s3" }, /InvalidServiceName/],
  [
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    { vpcEndpointType: "Interface" },
    /route tables are for gateway endpoints/,
  ],
  ["aws:ec2/flowLog:FlowLog", { iamRoleArn: null }, /needs the ARN of a role/],
  ["aws:ec2/launchTemplate:LaunchTemplate", { instanceType: "enormous" }, /is not an instance type/],
  ["aws:autoscaling/group:Group", { desiredCapacity: 9 }, /desired capacity 9 is not between/],
  ["aws:iam/role:Role", { assumeRolePolicy: "{" }, /MalformedPolicyDocument/],
  [
    "aws:iam/role:Role",
    { assumeRolePolicy: POLICY({ Effect: "Allow", Action: "*", Resource: "*", Principal: "*" }) },
    /trust policy must not have a Resource/,
  ],
  ["aws:iam/role:Role", { name: "n".repeat(65) }, /at most 64/],
  ["aws:iam/role:Role", { maxSessionDuration: 60 }, /outside 3600 to 43200/],
  [
    "aws:iam/policy:Policy",
    { policy: POLICY({ Effect: "Maybe", Action: "*", Resource: "*" }) },
    /Effect must be Allow or Deny/,
  ],
  ["aws:iam/policy:Policy", { policy: POLICY({ Effect: "Allow", Action: "*" }) }, /has no Resource/],
  ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url: "http://x" }, /is not an https URL/],
  ["aws:kms/key:Key", { deletionWindowInDays: 3 }, /outside 7 to 30/],
  ["aws:kms/alias:Alias", { name: "alias/aws/s3" }, /InvalidAliasName/],
  [
    "aws:cloudwatch/logGroup:LogGroup",
    { retentionInDays: 4 },
    /InvalidParameterException: "4" is not one of/,
  ],
  ["aws:cloudwatch/eventRule:EventRule", { eventPattern: "source" }, /InvalidEventPatternException/],
  ["aws:sqs/queue:Queue", { name: "jobs.fifo" }, /ends in \.fifo/],
  ["aws:sqs/queue:Queue", { visibilityTimeoutSeconds: 50_000 }, /InvalidAttributeValue/],
  ["aws:s3/bucket:Bucket", { bucket: "Not_A_Bucket" }, /InvalidBucketName/],
  [
    "aws:s3/bucketVersioning:BucketVersioning",
    { versioningConfiguration: { status: "On" } },
    /IllegalVersioning/,
  ],
  ["aws:ecr/lifecyclePolicy:LifecyclePolicy", { policy: '{"rules":[]}' }, /has a list of rules/],
  ["aws:ecr/repository:Repository", { name: "Voting" }, /is not a repository's name/],
  ["aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 3 }, /0 or 7 to 30/],
  ["aws:secretsmanager/secretVersion:SecretVersion", { secretString: null }, /exactly one of secretString/],
  ["aws:eks/cluster:Cluster", { roleArn: "eks" }, /"roleArn" \(eks\) is an invalid ARN/],
  [
    "aws:eks/nodeGroup:NodeGroup",
    { scalingConfig: { minSize: 3, desiredSize: 2, maxSize: 4 } },
    /minimum capacity 3 can't be greater/,
  ],
  [
    "aws:eks/nodeGroup:NodeGroup",
    { scalingConfig: { minSize: 1, desiredSize: 2 } },
    /scalingConfig\.maxSize: Missing required/,
  ],
  [
    "aws:eks/nodeGroup:NodeGroup",
    { taints: [{ key: "a", effect: "NoSchedule" }] },
    /"NoSchedule" is not one of NO_SCHEDULE/,
  ],
  ["aws:eks/addon:Addon", { addonName: "mine" }, /addon specified is not supported/],
  ["aws:eks/addon:Addon", { addonVersion: "1.2.3" }, /addon version specified is not supported/],
  ["aws:eks/accessEntry:AccessEntry", { kubernetesGroups: ["system:masters"] }, /cannot start with system:/],
  [
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    { policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    /is not an access policy of EKS/,
  ],
  [
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
    { accessScope: { type: "namespace" } },
    /needs namespaces/,
  ],
  ["aws:route53/record:Record", { ttl: null }, /records need a ttl/],
  ["aws:acm/certificate:Certificate", { validationMethod: null }, /give the validationMethod/],
  ["aws:lb/loadBalancer:LoadBalancer", { name: "internal-front" }, /ValidationError/],
  ["aws:lb/targetGroup:TargetGroup", { vpcId: null }, /needs vpcId/],
  ["aws:lb/listener:Listener", { certificateArn: null }, /certificate must be specified for HTTPS/],
  ["aws:lb/listener:Listener", { defaultActions: [{ type: "redirect" }] }, /needs redirect/],
  ["aws:lb/listenerRule:ListenerRule", { priority: 0 }, /outside 1 to 50000/],
  ["aws:wafv2/webAcl:WebAcl", { defaultAction: {} }, /either allow or block/],
  [
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
    { logDestinationConfigs: ["arn:aws:logs:eu-west-1:000000000000:log-group:front"] },
    /must begin with aws-waf-logs-/,
  ],
];

describe("refusals in AWS's words", () => {
  let world: World;
  before(() => (world = new World()));
  beforeEach(() => world.clear());
  after(() => world.close());

  for (const [type, change, expected] of refusals) {
    it(`${type} with ${JSON.stringify(change).slice(0, 70)}`, () => {
      const inputs = Object.fromEntries(
        Object.entries({ ...world.inputs(type), ...change }).filter(([, value]) => value !== null),
      );
      assert.throws(() => world.create(type, "wrong", inputs), expected);
    });
  }

  it("a second internet gateway on a VPC, a NAT gateway or route without one", () => {
    const nat = {
      subnetId: world.make("aws:ec2/subnet:Subnet").id,
      allocationId: world.make("aws:ec2/eip:Eip").id,
    };
    assert.throws(
      () => world.create("aws:ec2/natGateway:NatGateway", "x", nat),
      /Gateway\.NotAttached: network vpc-/,
    );
    const route = {
      routeTableId: world.make("aws:ec2/routeTable:RouteTable").id,
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: world.make("detached gateway").id,
    };
    assert.throws(() => world.create("aws:ec2/route:Route", "x", route), /belong to different networks/);
    world.make("aws:ec2/internetGateway:InternetGateway");
    assert.throws(
      () =>
        world.create(
          "aws:ec2/internetGateway:InternetGateway",
          "y",
          world.inputs("aws:ec2/internetGateway:InternetGateway"),
        ),
      /Resource\.AlreadyAssociated/,
    );
    world.create("aws:ec2/natGateway:NatGateway", "x", nat);
    assert.throws(
      () => world.create("aws:ec2/natGateway:NatGateway", "y", nat),
      /Resource\.AlreadyAssociated: eipalloc-/,
    );
  });

  for (const type of [
    "aws:ec2/route:Route",
    "aws:ec2/routeTableAssociation:RouteTableAssociation",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:lb/listener:Listener",
    "aws:route53/record:Record",
  ]) {
    it(`a second ${type} like the first`, () => {
      world.make(type);
      assert.throws(
        () => world.create(type, "second", world.inputs(type)),
        /RouteAlreadyExists|AlreadyAssociated|InvalidPermission\.Duplicate|DuplicateListener|InvalidChangeBatch/,
      );
    });
  }

  it("a cluster in one zone, one that goes back a version, an entry where the API is not asked", () => {
    const type = "aws:eks/cluster:Cluster";
    const inputs = world.inputs(type);
    const one = { subnetIds: [world.make("aws:ec2/subnet:Subnet").id] };
    assert.throws(() => world.create(type, "x", { ...inputs, vpcConfig: one }), /at least two different AZs/);
    const change = rules[type]!.change!;
    assert.match(change({ version: "1.34" }, { version: "1.33" })[0]!.reason, /cannot go back/);
    assert.match(change({ version: "1.33" }, { version: "1.35" })[0]!.reason, /one minor version at a time/);
    assert.deepEqual(change({ version: "1.34" }, { version: "1.35" }), []);
    world.create(type, "older", {
      ...inputs,
      name: "older",
      accessConfig: { authenticationMode: "CONFIG_MAP" },
    });
    assert.throws(
      () =>
        world.create("aws:eks/accessEntry:AccessEntry", "x", {
          clusterName: "older",
          principalArn: world.make("aws:iam/role:Role").arn,
        }),
      /authentication mode must be set/,
    );
  });

  it("nothing of what AWS itself provides, of other accounts, or of what came along with a VPC", () => {
    const role = world.make("aws:iam/role:Role").name;
    world.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "x", {
      role,
      policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
    });
    world.create("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "y", {
      role,
      policyArn: "arn:aws:iam::111111111111:policy/shared",
    });
    const network = world.make("aws:ec2/vpc:Vpc");
    const rule = { type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
    world.create("aws:ec2/securityGroupRule:SecurityGroupRule", "x", {
      ...rule,
      securityGroupId: network.defaultSecurityGroupId,
    });
    const cluster = world.make("aws:eks/cluster:Cluster").vpcConfig as Properties;
    world.create("aws:ec2/securityGroupRule:SecurityGroupRule", "y", {
      ...rule,
      securityGroupId: cluster.clusterSecurityGroupId,
    });
  });

  it("a resource of another region", () => {
    const vpcId = world.make("aws:ec2/vpc:Vpc").id;
    assert.throws(
      () =>
        world.create("aws:ec2/subnet:Subnet", "x", { vpcId, cidrBlock: "10.0.0.0/24", region: "us-east-1" }),
      /InvalidVpcID\.NotFound.*us-east-1/,
    );
  });
});

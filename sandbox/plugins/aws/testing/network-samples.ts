/** For tests: the smallest inputs of the types of EC2. */
import type { Properties } from "../rules/rule.ts";

/** Makes the sample of another type, once, and answers its outputs with its id. */
export type Make = (type: string) => Properties & { readonly id: string };

export const VPC = "aws:ec2/vpc:Vpc";
export const SUBNET = "aws:ec2/subnet:Subnet";
export const GROUP = "aws:ec2/securityGroup:SecurityGroup";
export const ROLE = "aws:iam/role:Role";
const TABLE = "aws:ec2/routeTable:RouteTable";

/** Second subnet, in another zone than the sample. */
export const OTHER_SUBNET = "other subnet";

export const networkSamples: Readonly<Record<string, (make: Make) => Properties>> = {
  [VPC]: () => ({ cidrBlock: "10.0.0.0/16" }),
  "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation": (make) => ({
    vpcId: make(VPC).id,
    cidrBlock: "100.64.0.0/16",
  }),
  [SUBNET]: (make) => ({ vpcId: make(VPC).id, cidrBlock: "10.0.0.0/24", availabilityZone: "eu-west-1a" }),
  [OTHER_SUBNET]: (make) => ({
    vpcId: make(VPC).id,
    cidrBlock: "10.0.1.0/24",
    availabilityZone: "eu-west-1b",
  }),
  "aws:ec2/networkAcl:NetworkAcl": (make) => ({ vpcId: make(VPC).id }),
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": (make) => ({
    defaultNetworkAclId: make(VPC).defaultNetworkAclId,
  }),
  "aws:ec2/networkAclAssociation:NetworkAclAssociation": (make) => ({
    networkAclId: make("aws:ec2/networkAcl:NetworkAcl").id,
    subnetId: make(SUBNET).id,
  }),
  "aws:ec2/networkAclRule:NetworkAclRule": (make) => ({
    networkAclId: make("aws:ec2/networkAcl:NetworkAcl").id,
    ruleNumber: 100,
    protocol: "tcp",
    ruleAction: "allow",
    cidrBlock: "10.0.0.0/16",
    fromPort: 443,
    toPort: 443,
  }),
  "aws:ec2/internetGateway:InternetGateway": (make) => ({ vpcId: make(VPC).id }),
  "detached gateway": () => ({}),
  "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": (make) => ({
    vpcId: make(VPC).id,
    internetGatewayId: make("detached gateway").id,
  }),
  "aws:ec2/eip:Eip": () => ({}),
  "aws:ec2/natGateway:NatGateway": (make) => (
    make("aws:ec2/internetGateway:InternetGateway"),
    { subnetId: make(SUBNET).id, allocationId: make("aws:ec2/eip:Eip").id }
  ),
  "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": (make) => ({ vpcId: make(VPC).id }),
  [TABLE]: (make) => ({ vpcId: make(VPC).id }),
  "aws:ec2/defaultRouteTable:DefaultRouteTable": (make) => ({
    defaultRouteTableId: make(VPC).defaultRouteTableId,
  }),
  "aws:ec2/route:Route": (make) => ({
    routeTableId: make(TABLE).id,
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: make("aws:ec2/internetGateway:InternetGateway").id,
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": (make) => ({
    routeTableId: make(TABLE).id,
    subnetId: make(SUBNET).id,
  }),
  "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": (make) => ({
    routeTableId: make(TABLE).id,
    vpcId: make(VPC).id,
  }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": (make) => ({
    vpcId: make(VPC).id,
    serviceName: "com.amazonaws.eu-west-1.s3",
    routeTableIds: [make(TABLE).id],
  }),
  [GROUP]: (make) => ({ vpcId: make(VPC).id, name: "web" }),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": (make) => ({ vpcId: make(VPC).id }),
  "aws:ec2/securityGroupRule:SecurityGroupRule": (make) => ({
    securityGroupId: make(GROUP).id,
    type: "ingress",
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrBlocks: ["10.0.0.0/16"],
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (make) => ({
    securityGroupId: make(GROUP).id,
    ipProtocol: "tcp",
    fromPort: 80,
    toPort: 80,
    cidrIpv4: "10.0.0.0/16",
  }),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (make) => ({
    securityGroupId: make(GROUP).id,
    ipProtocol: "-1",
    cidrIpv4: "0.0.0.0/0",
  }),
  "aws:ec2/flowLog:FlowLog": (make) => ({
    vpcId: make(VPC).id,
    trafficType: "ALL",
    logDestination: make("aws:cloudwatch/logGroup:LogGroup").arn,
    iamRoleArn: make(ROLE).arn,
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": (make) => ({
    name: "nodes",
    vpcSecurityGroupIds: [make(GROUP).id],
  }),
  "aws:autoscaling/group:Group": (make) => ({
    name: "nodes",
    minSize: 1,
    maxSize: 3,
    launchTemplate: { id: make("aws:ec2/launchTemplate:LaunchTemplate").id },
    vpcZoneIdentifiers: [make(SUBNET).id],
  }),
  "aws:ec2/tag:Tag": (make) => ({ resourceId: make(SUBNET).id, key: "team", value: "platform" }),
};

/** Load balancers and target groups. */
import { derivedHex } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { loadBalancerZone } from "../values/zones.ts";
import { securityGroup, subnet, targetGroup, vpc } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { between, exactlyOne, matches, oneOf } from "./value-checks.ts";
import { text } from "../values/text.ts";

const NAME = /^(?!internal-)(?!-)[a-zA-Z0-9-]{1,32}(?<!-)$/;
const NAME_RULE = "is not a name: at most 32 letters, digits and hyphens, not starting with internal-";
const ELB = "arn:aws:elasticloadbalancing:{region}:{account}";
const KIND: Readonly<Record<string, string>> = { application: "app", network: "net", gateway: "gwy" };

function zones({ inputs, find }: Situation): Failure[] {
  const ids = [inputs.subnets].flat().filter((id) => id !== undefined);
  const found = ids.map((id) => (isUnknown(id) ? undefined : find("aws:ec2/subnet:Subnet", id)?.state));
  if (
    (inputs.loadBalancerType ?? "application") !== "application"
    || found.length === 0
    || found.includes(undefined)
  )
    return [];
  const reason =
    "ValidationError: at least two subnets in two different Availability Zones must be specified";
  return new Set(found.map((item) => item!.availabilityZone)).size < 2
    ? [{ property: "subnets", reason }]
    : [];
}

export const loadBalancing: Rules = {
  "aws:lb/loadBalancer:LoadBalancer": {
    id: { arn: true },
    arn: (inputs, region, account) =>
      `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${KIND[text(inputs.loadBalancerType)] ?? "app"}/${text(inputs.name)}/${derivedHex(16, crypto.randomUUID())}`,
    name: { field: "name", maximum: 32, unless: "namePrefix" },
    defaults: {
      loadBalancerType: "application",
      enableDeletionProtection: false,
      enableHttp2: true,
      idleTimeout: 60,
      desyncMitigationMode: "defensive",
      dropInvalidHeaderFields: false,
      preserveHostHeader: false,
      xffHeaderProcessingMode: "append",
    },
    replaces: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"],
    references: [
      subnet("subnets[]", { code: "SubnetNotFound" }),
      subnet("subnetMappings[].subnetId", { code: "SubnetNotFound" }),
      securityGroup("securityGroups[]", { code: "InvalidSecurityGroup" }),
    ],
    unique: [
      {
        fields: ["name"],
        code: "DuplicateLoadBalancerName",
        message: (inputs) => `a load balancer with the name '${text(inputs.name)}' exists`,
      },
    ],
    values: [
      matches("name", NAME, "ValidationError", NAME_RULE),
      oneOf("loadBalancerType", Object.keys(KIND), "ValidationError"),
      exactlyOne("subnets", "subnetMappings"),
      between("idleTimeout", 1, 4000, "ValidationError"),
    ],
    conflicts: zones,
    outputs: ({ arn, inputs, region, find }) => ({
      arnSuffix: arn.split("loadbalancer/")[1],
      dnsName: `${inputs.internal === true ? "internal-" : ""}${text(inputs.name)}-${Number.parseInt(derivedHex(8, arn), 16)}.${region}.elb.amazonaws.com`,
      zoneId: loadBalancerZone(region),
      internal: inputs.internal ?? false,
      ipAddressType: inputs.ipAddressType ?? "ipv4",
      subnets:
        inputs.subnets ?? ((inputs.subnetMappings ?? []) as Properties[]).map((mapping) => mapping.subnetId),
      vpcId: find("aws:ec2/subnet:Subnet", [inputs.subnets].flat()[0])?.inputs.vpcId ?? "",
    }),
    protects: (inputs) =>
      inputs.enableDeletionProtection === true
        ? "OperationNotPermitted: the load balancer cannot be deleted because deletion protection is enabled; set enableDeletionProtection to false first"
        : undefined,
  },
  "aws:lb/targetGroup:TargetGroup": {
    id: { arn: true },
    arn: `${ELB}:targetgroup/{name}/{hex}`,
    name: { field: "name", maximum: 32, unless: "namePrefix" },
    defaults: {
      deregistrationDelay: 300,
      lambdaMultiValueHeadersEnabled: false,
      proxyProtocolV2: false,
      slowStart: 0,
      targetType: "instance",
    },
    replaces: [
      "name",
      "namePrefix",
      "port",
      "protocol",
      "protocolVersion",
      "targetType",
      "vpcId",
      "ipAddressType",
    ],
    references: [vpc("vpcId", { code: "ValidationError" })],
    unique: [
      {
        fields: ["name"],
        code: "DuplicateTargetGroupName",
        message: (inputs) => `a target group with the name '${text(inputs.name)}' exists`,
      },
    ],
    values: [
      matches("name", NAME, "ValidationError", NAME_RULE),
      oneOf("targetType", ["instance", "ip", "lambda", "alb"], "ValidationError"),
      oneOf(
        "protocol",
        ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"],
        "ValidationError",
      ),
      between("port", 1, 65535, "ValidationError"),
      between("deregistrationDelay", 0, 3600, "ValidationError"),
      (inputs) =>
        inputs.targetType === "lambda"
          ? []
          : ["port", "protocol", "vpcId"]
              .filter((name) => inputs[name] === undefined)
              .map((property) => ({
                property,
                reason: `ValidationError: a target group of type ${text(inputs.targetType)} needs ${property}`,
              })),
    ],
    outputs: ({ arn, inputs }) => ({
      arnSuffix: arn.split(":").at(-1),
      healthCheck: {
        enabled: true,
        healthyThreshold: 5,
        interval: 30,
        matcher: "200",
        path: "/",
        port: "traffic-port",
        protocol: "HTTP",
        timeout: 5,
        unhealthyThreshold: 2,
        ...(inputs.healthCheck as Properties | undefined),
      },
      ipAddressType: inputs.ipAddressType ?? "ipv4",
      loadBalancingAlgorithmType: inputs.loadBalancingAlgorithmType ?? "round_robin",
      protocolVersion: inputs.protocolVersion ?? "HTTP1",
      loadBalancingCrossZoneEnabled:
        inputs.loadBalancingCrossZoneEnabled ?? "use_load_balancer_configuration",
    }),
    inUse: "ResourceInUse",
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    id: {
      make: (inputs) => `${text(inputs.targetGroupArn)}-${derivedHex(12, crypto.randomUUID())}`,
      generated: true,
    },
    replaces: ["targetGroupArn", "targetId", "port", "availabilityZone"],
    references: [targetGroup("targetGroupArn", { holds: false })],
  },
};

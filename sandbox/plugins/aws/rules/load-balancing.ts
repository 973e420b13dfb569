/** Load balancers, target groups, listeners and their rules. */
import { derivedHex } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { loadBalancerZone } from "../values/zones.ts";
import { certificateArn, listener, loadBalancer, securityGroup, subnet, targetGroup, vpc } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { between, each, exactlyOne, matches, oneOf, whole } from "./value-checks.ts";

const NAME = /^(?!internal-)(?!-)[a-zA-Z0-9-]{1,32}(?<!-)$/;
const NAME_RULE = "is not a name: at most 32 letters, digits and hyphens, not starting with internal-";
const ELB = "arn:aws:elasticloadbalancing:{region}:{account}";
const KIND: Readonly<Record<string, string>> = { application: "app", network: "net", gateway: "gwy" };
const ACTIONS = ["forward", "redirect", "fixed-response", "authenticate-cognito", "authenticate-oidc", "jwt-validation"];
const NEEDS: Readonly<Record<string, readonly string[]>> = { redirect: ["redirect"], "fixed-response": ["fixedResponse"], forward: ["targetGroupArn", "forward"] };

function zones({ inputs, find }: Situation): Failure[] {
  const ids = [inputs.subnets].flat().filter((id) => id !== undefined);
  const found = ids.map((id) => (isUnknown(id) ? undefined : find("aws:ec2/subnet:Subnet", id)?.state));
  if ((inputs.loadBalancerType ?? "application") !== "application" || found.length === 0 || found.includes(undefined)) return [];
  const reason = "ValidationError: at least two subnets in two different Availability Zones must be specified";
  return new Set(found.map((item) => item!.availabilityZone)).size < 2 ? [{ property: "subnets", reason }] : [];
}

function actionFault(value: unknown): string | undefined {
  const action = value as Properties;
  const needs = NEEDS[String(action.type)];
  if (needs === undefined || needs.some((name) => action[name] !== undefined)) return undefined;
  return `ValidationError: an action of type ${String(action.type)} needs ${needs.join(" or ")}`;
}

function secure(inputs: Properties): boolean {
  return ["HTTPS", "TLS"].includes(String(inputs.protocol));
}

function listenerConflicts({ inputs, others }: Situation): Failure[] {
  if (isUnknown(inputs.loadBalancerArn) || isUnknown(inputs.port)) return [];
  const twin = others("aws:lb/listener:Listener").find((other) => other.inputs.loadBalancerArn === inputs.loadBalancerArn && String(other.inputs.port) === String(inputs.port));
  const reason = `DuplicateListener: a listener already exists on port ${String(inputs.port)} of this load balancer (${twin?.id ?? ""})`;
  return twin ? [{ property: "port", reason }] : [];
}

const forwards = ["targetGroupArn", "forward.targetGroups[].arn"];

export const loadBalancing: Rules = {
  "aws:lb/loadBalancer:LoadBalancer": {
    id: { arn: true },
    arn: (inputs, region, account) => `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/${KIND[String(inputs.loadBalancerType)] ?? "app"}/${String(inputs.name)}/${derivedHex(16, crypto.randomUUID())}`,
    name: { field: "name", maximum: 32, unless: "namePrefix" },
    defaults: { loadBalancerType: "application", enableDeletionProtection: false, enableHttp2: true, idleTimeout: 60, desyncMitigationMode: "defensive", dropInvalidHeaderFields: false, preserveHostHeader: false, xffHeaderProcessingMode: "append" },
    replaces: ["name", "namePrefix", "internal", "loadBalancerType", "customerOwnedIpv4Pool"],
    references: [subnet("subnets[]", { code: "SubnetNotFound" }), subnet("subnetMappings[].subnetId", { code: "SubnetNotFound" }), securityGroup("securityGroups[]", { code: "InvalidSecurityGroup" })],
    unique: [{ fields: ["name"], code: "DuplicateLoadBalancerName", message: (inputs) => `a load balancer with the name '${String(inputs.name)}' exists` }],
    values: [
      matches("name", NAME, "ValidationError", NAME_RULE),
      oneOf("loadBalancerType", Object.keys(KIND), "ValidationError"),
      exactlyOne("subnets", "subnetMappings"),
      between("idleTimeout", 1, 4000, "ValidationError"),
    ],
    conflicts: zones,
    outputs: ({ arn, inputs, region, find }) => ({
      arnSuffix: arn.split("loadbalancer/")[1],
      dnsName: `${inputs.internal === true ? "internal-" : ""}${String(inputs.name)}-${Number.parseInt(derivedHex(8, arn), 16)}.${region}.elb.amazonaws.com`,
      zoneId: loadBalancerZone(region),
      internal: inputs.internal ?? false,
      ipAddressType: inputs.ipAddressType ?? "ipv4",
      subnets: inputs.subnets ?? ((inputs.subnetMappings ?? []) as Properties[]).map((mapping) => mapping.subnetId),
      vpcId: find("aws:ec2/subnet:Subnet", [inputs.subnets].flat()[0])?.inputs.vpcId ?? "",
    }),
    protects: (inputs) => (inputs.enableDeletionProtection === true ? "OperationNotPermitted: the load balancer cannot be deleted because deletion protection is enabled; set enableDeletionProtection to false first" : undefined),
  },
  "aws:lb/targetGroup:TargetGroup": {
    id: { arn: true },
    arn: `${ELB}:targetgroup/{name}/{hex}`,
    name: { field: "name", maximum: 32, unless: "namePrefix" },
    defaults: { deregistrationDelay: 300, lambdaMultiValueHeadersEnabled: false, proxyProtocolV2: false, slowStart: 0, targetType: "instance" },
    replaces: ["name", "namePrefix", "port", "protocol", "protocolVersion", "targetType", "vpcId", "ipAddressType"],
    references: [vpc("vpcId", { code: "ValidationError" })],
    unique: [{ fields: ["name"], code: "DuplicateTargetGroupName", message: (inputs) => `a target group with the name '${String(inputs.name)}' exists` }],
    values: [
      matches("name", NAME, "ValidationError", NAME_RULE),
      oneOf("targetType", ["instance", "ip", "lambda", "alb"], "ValidationError"),
      oneOf("protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"], "ValidationError"),
      between("port", 1, 65535, "ValidationError"),
      between("deregistrationDelay", 0, 3600, "ValidationError"),
      (inputs) => (inputs.targetType === "lambda" ? [] : ["port", "protocol", "vpcId"].filter((name) => inputs[name] === undefined).map((property) => ({ property, reason: `ValidationError: a target group of type ${String(inputs.targetType)} needs ${property}` }))),
    ],
    outputs: ({ arn, inputs }) => ({
      arnSuffix: arn.split(":").at(-1),
      healthCheck: { enabled: true, healthyThreshold: 5, interval: 30, matcher: "200", path: "/", port: "traffic-port", protocol: "HTTP", timeout: 5, unhealthyThreshold: 2, ...(inputs.healthCheck as Properties | undefined) },
      ipAddressType: inputs.ipAddressType ?? "ipv4",
      loadBalancingAlgorithmType: inputs.loadBalancingAlgorithmType ?? "round_robin",
      protocolVersion: inputs.protocolVersion ?? "HTTP1",
      loadBalancingCrossZoneEnabled: inputs.loadBalancingCrossZoneEnabled ?? "use_load_balancer_configuration",
    }),
    inUse: "ResourceInUse",
  },
  "aws:lb/targetGroupAttachment:TargetGroupAttachment": {
    id: { make: (inputs) => `${String(inputs.targetGroupArn)}-${derivedHex(12, crypto.randomUUID())}`, generated: true },
    replaces: ["targetGroupArn", "targetId", "port", "availabilityZone"],
    references: [targetGroup("targetGroupArn", { holds: false })],
  },
  "aws:lb/listener:Listener": {
    id: { arn: true },
    arn: (inputs) => `${String(inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${derivedHex(16, crypto.randomUUID())}`,
    replaces: ["loadBalancerArn"],
    references: [loadBalancer("loadBalancerArn"), certificateArn("certificateArn"), ...forwards.map((path) => targetGroup(`defaultActions[].${path}`))],
    values: [
      between("port", 1, 65535, "ValidationError"),
      oneOf("protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"], "ValidationError"),
      oneOf("defaultActions[].type", ACTIONS, "ValidationError"),
      each("defaultActions[]", actionFault),
      whole("certificateArn", (inputs) => (secure(inputs) && inputs.certificateArn === undefined ? `ValidationError: a certificate must be specified for ${String(inputs.protocol)} listeners` : undefined)),
      whole("sslPolicy", (inputs) => (inputs.sslPolicy !== undefined && ["HTTP", "TCP", "UDP"].includes(String(inputs.protocol)) ? `ValidationError: ${String(inputs.protocol)} listeners take no sslPolicy` : undefined)),
    ],
    conflicts: listenerConflicts,
    outputs: ({ inputs }) => ({ protocol: inputs.protocol ?? "HTTP", sslPolicy: inputs.sslPolicy ?? (secure(inputs) ? "ELBSecurityPolicy-2016-08" : "") }),
  },
  "aws:lb/listenerCertificate:ListenerCertificate": {
    id: { join: ["listenerArn", "certificateArn"], separator: "_" },
    replaces: ["listenerArn", "certificateArn"],
    references: [listener("listenerArn"), certificateArn("certificateArn")],
    overwrites: true,
  },
  "aws:lb/listenerRule:ListenerRule": {
    id: { arn: true },
    arn: (inputs) => `${String(inputs.listenerArn).replace(":listener/", ":listener-rule/")}/${derivedHex(16, crypto.randomUUID())}`,
    replaces: ["listenerArn", "priority"],
    references: [listener("listenerArn"), ...forwards.map((path) => targetGroup(`actions[].${path}`))],
    unique: [{ fields: ["listenerArn", "priority"], code: "PriorityInUse", message: (inputs) => `priority '${String(inputs.priority)}' is currently in use` }],
    values: [
      between("priority", 1, 50_000, "ValidationError"),
      oneOf("actions[].type", ACTIONS, "ValidationError"),
      each("actions[]", actionFault),
      whole("conditions", (inputs) => (Array.isArray(inputs.conditions) && inputs.conditions.length === 0 ? "ValidationError: a rule needs at least one condition" : undefined)),
    ],
    outputs: ({ inputs, arn }) => ({ priority: inputs.priority ?? (Number.parseInt(derivedHex(4, arn), 16) % 50_000) + 1 }),
  },
};

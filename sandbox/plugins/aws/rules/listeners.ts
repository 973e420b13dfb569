/** Listeners of load balancers, and their rules. */
import { derivedHex } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { text } from "../values/text.ts";
import { certificateArn, listener, loadBalancer, targetGroup } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { between, each, oneOf, whole } from "./value-checks.ts";

const ACTIONS = [
  "forward",
  "redirect",
  "fixed-response",
  "authenticate-cognito",
  "authenticate-oidc",
  "jwt-validation",
];
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  redirect: ["redirect"],
  "fixed-response": ["fixedResponse"],
  forward: ["targetGroupArn", "forward"],
};

function actionFault(value: unknown): string | undefined {
  const action = value as Properties;
  const needs = NEEDS[text(action.type)];
  if (needs === undefined || needs.some((name) => action[name] !== undefined)) return undefined;
  return `ValidationError: an action of type ${text(action.type)} needs ${needs.join(" or ")}`;
}

function secure(inputs: Properties): boolean {
  return ["HTTPS", "TLS"].includes(text(inputs.protocol));
}

function listenerConflicts({ inputs, others }: Situation): Failure[] {
  if (isUnknown(inputs.loadBalancerArn) || isUnknown(inputs.port)) return [];
  const twin = others("aws:lb/listener:Listener").find(
    (other) =>
      other.inputs.loadBalancerArn === inputs.loadBalancerArn
      && text(other.inputs.port) === text(inputs.port),
  );
  const reason = `DuplicateListener: a listener already exists on port ${text(inputs.port)} of this load balancer (${twin?.id ?? ""})`;
  return twin ? [{ property: "port", reason }] : [];
}

const forwards = ["targetGroupArn", "forward.targetGroups[].arn"];

export const listeners: Rules = {
  "aws:lb/listener:Listener": {
    id: { arn: true },
    arn: (inputs) =>
      `${text(inputs.loadBalancerArn).replace(":loadbalancer/", ":listener/")}/${derivedHex(16, crypto.randomUUID())}`,
    replaces: ["loadBalancerArn"],
    references: [
      loadBalancer("loadBalancerArn"),
      certificateArn("certificateArn"),
      ...forwards.map((path) => targetGroup(`defaultActions[].${path}`)),
    ],
    values: [
      between("port", 1, 65535, "ValidationError"),
      oneOf(
        "protocol",
        ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"],
        "ValidationError",
      ),
      oneOf("defaultActions[].type", ACTIONS, "ValidationError"),
      each("defaultActions[]", actionFault),
      whole("certificateArn", (inputs) =>
        secure(inputs) && inputs.certificateArn === undefined
          ? `ValidationError: a certificate must be specified for ${text(inputs.protocol)} listeners`
          : undefined,
      ),
      whole("sslPolicy", (inputs) =>
        inputs.sslPolicy !== undefined && ["HTTP", "TCP", "UDP"].includes(text(inputs.protocol))
          ? `ValidationError: ${text(inputs.protocol)} listeners take no sslPolicy`
          : undefined,
      ),
    ],
    conflicts: listenerConflicts,
    outputs: ({ inputs }) => ({
      protocol: inputs.protocol ?? "HTTP",
      sslPolicy: inputs.sslPolicy ?? (secure(inputs) ? "ELBSecurityPolicy-2016-08" : ""),
    }),
  },
  "aws:lb/listenerCertificate:ListenerCertificate": {
    id: { join: ["listenerArn", "certificateArn"], separator: "_" },
    replaces: ["listenerArn", "certificateArn"],
    references: [listener("listenerArn"), certificateArn("certificateArn")],
    overwrites: true,
  },
  "aws:lb/listenerRule:ListenerRule": {
    id: { arn: true },
    arn: (inputs) =>
      `${text(inputs.listenerArn).replace(":listener/", ":listener-rule/")}/${derivedHex(16, crypto.randomUUID())}`,
    replaces: ["listenerArn", "priority"],
    references: [listener("listenerArn"), ...forwards.map((path) => targetGroup(`actions[].${path}`))],
    unique: [
      {
        fields: ["listenerArn", "priority"],
        code: "PriorityInUse",
        message: (inputs) => `priority '${text(inputs.priority)}' is currently in use`,
      },
    ],
    values: [
      between("priority", 1, 50_000, "ValidationError"),
      oneOf("actions[].type", ACTIONS, "ValidationError"),
      each("actions[]", actionFault),
      whole("conditions", (inputs) =>
        Array.isArray(inputs.conditions) && inputs.conditions.length === 0
          ? "ValidationError: a rule needs at least one condition"
          : undefined,
      ),
    ],
    outputs: ({ inputs, arn }) => ({
      priority: inputs.priority ?? (Number.parseInt(derivedHex(4, arn), 16) % 50_000) + 1,
    }),
  },
};

/** WAFv2: web ACLs, address sets, what they protect and where they log. */
import { webAcl } from "./references.ts";
import type { AutomaticName, Properties, Rules, Unique } from "./rule.ts";
import { arn, block, each, exactlyOne, matches, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

const NAME = matches(
  "name",
  /^[\w-]{1,128}$/,
  "WAFInvalidParameterException",
  "is not a name: letters, digits, hyphens and underscores, at most 128",
);
const SCOPE = oneOf("scope", ["REGIONAL", "CLOUDFRONT"], "WAFInvalidParameterException");
const NAMED: AutomaticName = { field: "name", maximum: 128, unless: "namePrefix" };
const TAKEN: Unique = {
  fields: ["scope", "name"],
  code: "WAFDuplicateItemException",
  message: (inputs) =>
    `AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one: ${text(inputs.name)}`,
};

function arnOf(kind: string): (inputs: Properties, region: string, account: string) => string {
  return ({ scope, name }, region, account) =>
    `arn:aws:wafv2:${region}:${account}:${scope === "CLOUDFRONT" ? "global" : "regional"}/${kind}/${text(name)}/${crypto.randomUUID()}`;
}

function prioritiesFault(inputs: Properties): string | undefined {
  if (!Array.isArray(inputs.rules)) return undefined;
  const rules = inputs.rules as Properties[];
  if (new Set(rules.map((rule) => rule.priority)).size < rules.length)
    return "WAFInvalidParameterException: every rule has a priority of its own";
  if (new Set(rules.map((rule) => rule.name)).size < rules.length)
    return "WAFInvalidParameterException: every rule has a name of its own";
  return undefined;
}

/** A rule of one's own acts, a group of rules is only overridden. */
function actionFault(value: unknown): string | undefined {
  const { action, overrideAction, statement } = value as Properties;
  const kinds = typeof statement === "object" && statement !== null ? Object.keys(statement) : [];
  const group = kinds.some((kind) => /RuleGroup/i.test(kind));
  if (kinds.length !== 1 && kinds.length > 0)
    return `WAFInvalidParameterException: a statement has exactly one kind, found ${kinds.join(", ")}`;
  if (group && overrideAction === undefined)
    return "WAFInvalidParameterException: a rule with a rule group needs overrideAction";
  return !group && kinds.length === 1 && action === undefined
    ? "WAFInvalidParameterException: a rule needs an action"
    : undefined;
}

export const firewall: Rules = {
  "aws:wafv2/webAcl:WebAcl": {
    id: { uuid: true },
    arn: arnOf("webacl"),
    name: NAMED,
    replaces: ["name", "namePrefix", "scope"],
    unique: [TAKEN],
    values: [
      NAME,
      SCOPE,
      each("defaultAction", (value) =>
        exactlyOne("allow", "block")(value as Properties).length > 0
          ? "WAFInvalidParameterException: the default action is either allow or block"
          : undefined,
      ),
      whole("rules", prioritiesFault),
      each("rules[]", actionFault),
    ],
    outputs: ({ inputs }) => ({ capacity: 1 + 2 * ((inputs.rules ?? []) as unknown[]).length }),
    inUse: "WAFAssociatedItemException",
  },
  "aws:wafv2/ipSet:IpSet": {
    id: { uuid: true },
    arn: arnOf("ipset"),
    name: NAMED,
    replaces: ["name", "namePrefix", "scope", "ipAddressVersion"],
    unique: [TAKEN],
    values: [
      NAME,
      SCOPE,
      oneOf("ipAddressVersion", ["IPV4", "IPV6"], "WAFInvalidParameterException"),
      (inputs) =>
        inputs.ipAddressVersion === "IPV4"
          ? block("addresses[]", 1, 32, "WAFInvalidParameterException")(inputs)
          : [],
    ],
  },
  "aws:wafv2/webAclAssociation:WebAclAssociation": {
    id: { join: ["webAclArn", "resourceArn"], separator: "," },
    replaces: ["webAclArn", "resourceArn"],
    references: [
      webAcl("webAclArn"),
      {
        field: "resourceArn",
        type: "aws:lb/loadBalancer:LoadBalancer",
        code: "WAFUnavailableEntityException",
        noun: "resource",
        arn: true,
        except: /^arn:aws[\w-]*:(?!elasticloadbalancing)/,
        holds: false,
      },
    ],
    values: [
      each("resourceArn", (value) =>
        /:loadbalancer\/(net|gwy)\//.test(text(value))
          ? "WAFInvalidParameterException: AWS WAF protects application load balancers, not network or gateway ones"
          : undefined,
      ),
    ],
    overwrites: true,
  },
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
    id: { field: "resourceArn" },
    replaces: ["resourceArn", "logDestinationConfigs"],
    references: [webAcl("resourceArn", { holds: false })],
    values: [
      arn("logDestinationConfigs[]"),
      each("logDestinationConfigs[]", (value) =>
        /[:/]aws-waf-logs-[^:/]+(:\*)?$/.test(text(value))
          ? undefined
          : "WAFLogDestinationPermissionIssueException: the name of the log destination must begin with aws-waf-logs-",
      ),
    ],
    overwrites: true,
  },
};

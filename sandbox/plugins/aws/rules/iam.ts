/** Identity: roles, policies, instance profiles, identity providers. */
import { derivedLetters } from "../values/identifier.ts";
import { policyArn, role } from "./references.ts";
import type { Properties, Rules, Unique } from "./rule.ts";
import { between, matches, policy, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

const IAM = "arn:aws:iam::{account}";
const PATH = /^(\/|\/[\x21-\x7e]+\/)$/;

function name(maximum: number): ReturnType<typeof matches> {
  return matches(
    "name",
    new RegExp(`^[\\w+=,.@-]{1,${maximum}}$`),
    "ValidationError",
    `is not a valid name: letters, digits and +=,.@_-, at most ${maximum}`,
  );
}

function taken(noun: string, field = "name"): Unique {
  return {
    fields: [field],
    code: "EntityAlreadyExists",
    message: (inputs) => `${noun} with ${field} ${text(inputs[field])} already exists`,
  };
}

/** URL without its scheme, as IAM writes it into ARNs. */
function bare(inputs: Properties): string {
  return text(inputs.url).replace("https://", "");
}

/** `eks.amazonaws.com` has the role `AWSServiceRoleForAmazonEKS`; names of others follow from the service. */
function serviceRoleName(inputs: Properties): string {
  const service = text(inputs.awsServiceName).split(".")[0] ?? "";
  const suffix = inputs.customSuffix === undefined ? "" : `_${text(inputs.customSuffix)}`;
  return `AWSServiceRoleFor${service.charAt(0).toUpperCase()}${service.slice(1)}${suffix}`;
}

export const iam: Rules = {
  "aws:iam/role:Role": {
    id: { field: "name" },
    arn: `${IAM}:role{path}{name}`,
    global: true,
    name: { field: "name", maximum: 64, unless: "namePrefix" },
    defaults: { path: "/", maxSessionDuration: 3600, forceDetachPolicies: false },
    replaces: ["name", "namePrefix", "path"],
    references: [policyArn("permissionsBoundary"), policyArn("managedPolicyArns[]")],
    unique: [taken("Role")],
    values: [
      name(64),
      matches("path", PATH, "ValidationError", "is not a path: it starts and ends with a slash"),
      between("maxSessionDuration", 3600, 43200, "ValidationError"),
      policy("assumeRolePolicy", "trust"),
      policy("inlinePolicies[].policy", "identity"),
    ],
    outputs: ({ id, created }) => ({
      createDate: created,
      uniqueId: `AROA${derivedLetters(17, "role", id, created)}`,
    }),
    inUse: "DeleteConflict",
  },
  "aws:iam/policy:Policy": {
    id: { arn: true },
    arn: `${IAM}:policy{path}{name}`,
    global: true,
    name: { field: "name", maximum: 128, unless: "namePrefix" },
    defaults: { path: "/" },
    replaces: ["name", "namePrefix", "path", "description"],
    unique: [taken("A policy")],
    values: [
      name(128),
      policy("policy", "identity"),
      matches("path", PATH, "ValidationError", "is not a path: it starts and ends with a slash"),
    ],
    outputs: ({ arn }) => ({ policyId: `ANPA${derivedLetters(17, "policy", arn)}` }),
    inUse: "DeleteConflict",
  },
  "aws:iam/rolePolicy:RolePolicy": {
    id: { join: ["role", "name"], separator: ":" },
    global: true,
    name: { field: "name", maximum: 128, unless: "namePrefix" },
    replaces: ["name", "namePrefix", "role"],
    references: [role("role")],
    values: [name(128), policy("policy", "identity")],
    overwrites: true,
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    id: { join: ["role", "policyArn"], separator: "/" },
    global: true,
    replaces: ["role", "policyArn"],
    references: [role("role"), policyArn("policyArn")],
    overwrites: true,
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    id: { field: "name" },
    arn: `${IAM}:instance-profile{path}{name}`,
    global: true,
    name: { field: "name", maximum: 128, unless: "namePrefix" },
    defaults: { path: "/" },
    replaces: ["name", "namePrefix", "path"],
    references: [role("role")],
    unique: [taken("Instance Profile")],
    values: [name(128)],
    outputs: ({ id, created }) => ({
      createDate: created,
      uniqueId: `AIPA${derivedLetters(17, "profile", id, created)}`,
    }),
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    id: { arn: true },
    arn: (inputs, _region, account) => `arn:aws:iam::${account}:oidc-provider/${bare(inputs)}`,
    global: true,
    replaces: ["url"],
    unique: [
      {
        fields: ["url"],
        code: "EntityAlreadyExists",
        message: (inputs) => `provider with url ${bare(inputs)} already exists`,
      },
    ],
    values: [
      matches("url", /^https:\/\/[\w.-]+(\/[\w./-]*)?$/, "ValidationError", "is not an https URL"),
      whole("clientIdLists", (inputs) =>
        Array.isArray(inputs.clientIdLists) && inputs.clientIdLists.length === 0
          ? "ValidationError: give at least one client id"
          : undefined,
      ),
      matches(
        "thumbprintLists[]",
        /^[0-9a-fA-F]{40}$/,
        "ValidationError",
        "is not a thumbprint of 40 hexadecimal digits",
      ),
    ],
    outputs: ({ inputs }) => ({
      url: bare(inputs),
      thumbprintLists: inputs.thumbprintLists ?? ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
    }),
  },
  "aws:iam/serviceLinkedRole:ServiceLinkedRole": {
    id: { arn: true },
    arn: (inputs, _region, account) =>
      `arn:aws:iam::${account}:role/aws-service-role/${text(inputs.awsServiceName)}/${serviceRoleName(inputs)}`,
    global: true,
    replaces: ["awsServiceName", "customSuffix"],
    unique: [
      {
        fields: ["awsServiceName", "customSuffix"],
        code: "InvalidInput",
        message: (inputs) => `service role name ${serviceRoleName(inputs)} has been taken in this account`,
      },
    ],
    values: [
      matches(
        "awsServiceName",
        /^[\w.-]+\.amazonaws\.com$/,
        "InvalidInput",
        "is not the name of a service, such as autoscaling.amazonaws.com",
      ),
    ],
    outputs: ({ arn, inputs, created }) => ({
      name: serviceRoleName(inputs),
      path: `/aws-service-role/${text(inputs.awsServiceName)}/`,
      createDate: created,
      uniqueId: `AROA${derivedLetters(17, "service", arn)}`,
    }),
  },
};

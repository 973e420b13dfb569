/** Image repositories, secrets and parameters. */
import { parseDocument } from "../values/json.ts";
import { keyArn, repository, secret } from "./references.ts";
import type { Rule, Rules } from "./rule.ts";
import { between, each, exactlyOne, json, matches, notBoth, oneOf, policy } from "./value-checks.ts";
import { text } from "../values/text.ts";

function lifecycleFault(value: unknown): string | undefined {
  const rules = (parseDocument(value) as { rules?: unknown } | undefined)?.rules;
  if (!Array.isArray(rules) || rules.length === 0)
    return "InvalidParameterException: a lifecycle policy has a list of rules";
  const priorities = rules.map((rule) => (rule as { rulePriority?: unknown }).rulePriority);
  if (new Set(priorities).size < priorities.length)
    return "InvalidParameterException: every rule has a rulePriority of its own";
  const bad = rules.find((rule) => {
    const { selection, action } = rule as {
      selection?: { countType?: string; tagStatus?: string };
      action?: { type?: string };
    };
    return (
      !selection?.countType || !selection.tagStatus || !["expire", "transition"].includes(action?.type ?? "")
    );
  });
  return bad === undefined
    ? undefined
    : "InvalidParameterException: a rule has selection.tagStatus, selection.countType and an action of type expire";
}

const repositoryPolicy: Rule = {
  id: { field: "repository" },
  replaces: ["repository"],
  references: [repository("repository")],
  outputs: ({ account }) => ({ registryId: account }),
  overwrites: true,
};

export const registries: Rules = {
  "aws:ecr/repository:Repository": {
    id: { field: "name" },
    arn: "arn:aws:ecr:{region}:{account}:repository/{name}",
    name: { field: "name", maximum: 256, lowerCase: true },
    defaults: { imageTagMutability: "MUTABLE", forceDelete: false },
    replaces: ["name", "encryptionConfigurations"],
    references: [keyArn("encryptionConfigurations[].kmsKey")],
    unique: [
      {
        fields: ["name"],
        code: "RepositoryAlreadyExistsException",
        message: (inputs) => `the repository with name '${text(inputs.name)}' already exists in the registry`,
      },
    ],
    values: [
      matches(
        "name",
        /^(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]+)*\/)*[a-z0-9]+([._-][a-z0-9]+)*$/,
        "InvalidParameterException",
        "is not a repository's name: lower-case words joined by . _ - and /",
      ),
      oneOf(
        "imageTagMutability",
        ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"],
        "InvalidParameterException",
      ),
      oneOf(
        "encryptionConfigurations[].encryptionType",
        ["AES256", "KMS", "KMS_DSSE"],
        "InvalidParameterException",
      ),
    ],
    outputs: ({ inputs, region, account }) => ({
      registryId: account,
      repositoryUrl: `${account}.dkr.ecr.${region}.amazonaws.com/${text(inputs.name)}`,
    }),
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    ...repositoryPolicy,
    values: [each("policy", lifecycleFault)],
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    ...repositoryPolicy,
    values: [policy("policy", "resource", "InvalidParameterException")],
  },
  "aws:secretsmanager/secret:Secret": {
    id: { arn: true },
    arn: "arn:aws:secretsmanager:{region}:{account}:secret:{name}-{suffix}",
    name: { field: "name", maximum: 512, unless: "namePrefix" },
    defaults: { forceOverwriteReplicaSecret: false, recoveryWindowInDays: 30 },
    replaces: ["name", "namePrefix"],
    references: [keyArn("kmsKeyId", { arn: false, except: /^alias\// })],
    unique: [
      {
        fields: ["name"],
        code: "ResourceExistsException",
        message: (inputs) => `the operation failed because the secret ${text(inputs.name)} already exists`,
      },
    ],
    values: [
      matches("name", /^[\w/+=.@-]{1,512}$/, "ValidationException", "is not a secret's name"),
      each("recoveryWindowInDays", (value) =>
        Number(value) === 0 || (Number(value) >= 7 && Number(value) <= 30)
          ? undefined
          : "InvalidParameterException: the recovery window is 0 or 7 to 30 days",
      ),
      policy("policy", "resource", "MalformedPolicyDocumentException"),
    ],
    knownBy: ["name"],
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    id: { make: (inputs) => `${text(inputs.secretId)}|${crypto.randomUUID()}`, generated: true },
    replaces: ["secretId", "secretString", "secretBinary"],
    references: [secret("secretId")],
    values: [exactlyOne("secretString", "secretBinary", "secretStringWo")],
    outputs: ({ id, inputs, find }) => ({
      arn: find("aws:secretsmanager/secret:Secret", inputs.secretId)?.arn ?? "",
      versionId: id.split("|")[1]!,
      versionStages: ["AWSCURRENT"],
    }),
  },
  "aws:secretsmanager/secretPolicy:SecretPolicy": {
    id: { field: "secretArn" },
    replaces: ["secretArn"],
    references: [secret("secretArn")],
    values: [policy("policy", "resource", "MalformedPolicyDocumentException")],
    overwrites: true,
  },
  "aws:ssm/parameter:Parameter": {
    id: { field: "name" },
    arn: (inputs, region, account) =>
      `arn:aws:ssm:${region}:${account}:parameter${text(inputs.name).startsWith("/") ? "" : "/"}${text(inputs.name)}`,
    name: { field: "name", maximum: 2048 },
    replaces: ["name", "dataType"],
    unique: [
      {
        fields: ["name"],
        code: "ParameterAlreadyExists",
        message: (inputs) =>
          `the parameter ${text(inputs.name)} already exists; to overwrite it set overwrite`,
      },
    ],
    values: [
      oneOf("type", ["String", "StringList", "SecureString"], "ValidationException"),
      oneOf("tier", ["Standard", "Advanced", "Intelligent-Tiering"], "ValidationException"),
      matches("name", /^[\w./-]{1,2048}$/, "ValidationException", "is not a parameter's name"),
      exactlyOne("value", "insecureValue", "valueWo"),
    ],
    outputs: ({ inputs }) => ({
      value: inputs.value ?? inputs.insecureValue ?? "",
      version: 1,
      tier: inputs.tier ?? "Standard",
      dataType: inputs.dataType ?? "text",
      insecureValue: inputs.insecureValue ?? "",
    }),
  },
  "aws:dynamodb/table:Table": {
    id: { field: "name" },
    arn: "arn:aws:dynamodb:{region}:{account}:table/{name}",
    name: { field: "name", maximum: 255 },
    defaults: { billingMode: "PROVISIONED", tableClass: "STANDARD" },
    replaces: ["name", "hashKey", "rangeKey"],
    unique: [
      {
        fields: ["name"],
        code: "ResourceInUseException",
        message: (inputs) => `table already exists: ${text(inputs.name)}`,
      },
    ],
    values: [
      matches("name", /^[\w.-]{3,255}$/, "ValidationException", "is not a table's name"),
      oneOf("billingMode", ["PROVISIONED", "PAY_PER_REQUEST"], "ValidationException"),
      between("readCapacity", 1, 1e9, "ValidationException"),
      notBoth("restoreSourceName", "restoreSourceTableArn"),
      json("importTable.inputFormatOptions", "ValidationException"),
    ],
    protects: (inputs) =>
      inputs.deletionProtectionEnabled === true
        ? "ValidationException: the table is protected; set deletionProtectionEnabled to false first"
        : undefined,
  },
};

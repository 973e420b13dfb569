/** Keys and their aliases. */
import type { Rules } from "./rule.ts";
import { between, matches, oneOf, policy } from "./value-checks.ts";
import { text } from "../values/text.ts";

export const encryption: Rules = {
  "aws:kms/key:Key": {
    id: { uuid: true },
    arn: "arn:aws:kms:{region}:{account}:key/{id}",
    defaults: {
      bypassPolicyLockoutSafetyCheck: false,
      customerMasterKeySpec: "SYMMETRIC_DEFAULT",
      enableKeyRotation: false,
      isEnabled: true,
      keyUsage: "ENCRYPT_DECRYPT",
    },
    replaces: ["customerMasterKeySpec", "keyUsage", "multiRegion", "customKeyStoreId", "xksKeyId"],
    values: [
      between("deletionWindowInDays", 7, 30, "ValidationException"),
      between("rotationPeriodInDays", 90, 2560, "ValidationException"),
      oneOf(
        "keyUsage",
        ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"],
        "ValidationException",
      ),
      oneOf(
        "customerMasterKeySpec",
        [
          "SYMMETRIC_DEFAULT",
          "RSA_2048",
          "RSA_3072",
          "RSA_4096",
          "HMAC_224",
          "HMAC_256",
          "HMAC_384",
          "HMAC_512",
          "ECC_NIST_P256",
          "ECC_NIST_P384",
          "ECC_NIST_P521",
          "ECC_SECG_P256K1",
          "ML_DSA_44",
          "ML_DSA_65",
          "ML_DSA_87",
          "SM2",
        ],
        "ValidationException",
      ),
      policy("policy", "resource", "MalformedPolicyDocumentException"),
    ],
    outputs: ({ id, inputs, account }) => ({
      keyId: id,
      multiRegion: inputs.multiRegion ?? false,
      rotationPeriodInDays: inputs.rotationPeriodInDays ?? (inputs.enableKeyRotation === true ? 365 : 0),
      description: inputs.description ?? "",
      policy:
        inputs.policy
        ?? `{"Id":"key-default-1","Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${account}:root"},"Resource":"*","Sid":"Enable IAM User Permissions"}],"Version":"2012-10-17"}`,
    }),
  },
  "aws:kms/alias:Alias": {
    id: { field: "name" },
    arn: "arn:aws:kms:{region}:{account}:{name}",
    name: { field: "name", maximum: 256, prefix: "alias/", unless: "namePrefix" },
    replaces: ["name", "namePrefix"],
    references: [
      { field: "targetKeyId", type: "aws:kms/key:Key", code: "NotFoundException", noun: "key", holds: false },
    ],
    unique: [
      {
        fields: ["name"],
        code: "AlreadyExistsException",
        message: (inputs) => `an alias with the name ${text(inputs.name)} already exists`,
      },
    ],
    values: [
      matches(
        "name",
        /^alias\/(?!aws\/)[a-zA-Z0-9/_-]{1,250}$/,
        "InvalidAliasName",
        'is not an alias: it starts with "alias/", not with "alias/aws/"',
      ),
    ],
    outputs: ({ inputs, find }) => {
      const target = find("aws:kms/key:Key", inputs.targetKeyId);
      return { targetKeyArn: target?.arn ?? "", targetKeyId: target?.id ?? inputs.targetKeyId };
    },
  },
};

/** Buckets and what is set on them. */
import { bucket, keyArn } from "./references.ts";
import type { Rule, Rules } from "./rule.ts";
import { between, each, matches, oneOf, policy, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

/** The names under which @pulumi/aws has the resources; the `V2` ones are kept for older programs. */
const SETTINGS: Readonly<Record<string, Partial<Rule>>> = {
  bucketPublicAccessBlock: {
    defaults: {
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    },
  },
  bucketPolicy: { values: [policy("policy", "resource", "MalformedPolicy")] },
  bucketOwnershipControls: {
    values: [
      oneOf(
        "rule.objectOwnership",
        ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"],
        "InvalidArgument",
      ),
    ],
  },
};

const VERSIONED_SETTINGS: typeof SETTINGS = {
  bucketVersioning: {
    values: [
      oneOf(
        "versioningConfiguration.status",
        ["Enabled", "Suspended", "Disabled"],
        "IllegalVersioningConfigurationException",
      ),
    ],
  },
  bucketServerSideEncryptionConfiguration: {
    values: [
      oneOf(
        "rules[].applyServerSideEncryptionByDefault.sseAlgorithm",
        ["AES256", "aws:kms", "aws:kms:dsse"],
        "InvalidArgument",
      ),
      each("rules[].applyServerSideEncryptionByDefault", (value) => {
        const { sseAlgorithm, kmsMasterKeyId } = value as { sseAlgorithm?: string; kmsMasterKeyId?: string };
        return sseAlgorithm === "AES256" && kmsMasterKeyId !== undefined
          ? "InvalidArgument: a KMS key is for the algorithms aws:kms and aws:kms:dsse"
          : undefined;
      }),
    ],
    references: [
      keyArn("rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId", { arn: false, except: /alias\// }),
    ],
  },
  bucketLifecycleConfiguration: {
    values: [
      oneOf("rules[].status", ["Enabled", "Disabled"], "MalformedXML"),
      between("rules[].expiration.days", 1, 2 ** 31, "InvalidArgument"),
      whole("rules", (inputs) => {
        const ids = ((inputs.rules ?? []) as { id?: unknown }[]).map((rule) => rule.id);
        return Array.isArray(inputs.rules) && new Set(ids).size < ids.length
          ? "InvalidArgument: rule ids must be unique"
          : undefined;
      }),
    ],
  },
  bucketLogging: { references: [bucket("targetBucket", { holds: false })] },
  bucketCorsConfiguration: {
    values: [
      oneOf("corsRules[].allowedMethods[]", ["GET", "PUT", "HEAD", "POST", "DELETE"], "InvalidRequest"),
    ],
  },
  bucketAcl: {
    values: [
      oneOf(
        "acl",
        [
          "private",
          "public-read",
          "public-read-write",
          "aws-exec-read",
          "authenticated-read",
          "bucket-owner-read",
          "bucket-owner-full-control",
          "log-delivery-write",
        ],
        "InvalidArgument",
      ),
    ],
  },
  bucketObjectLockConfiguration: {},
};

function setting(extra: Partial<Rule>): Rule {
  return {
    ...extra,
    id: { field: "bucket" },
    global: true,
    replaces: ["bucket", ...(extra.replaces ?? [])],
    references: [bucket("bucket", { holds: false }), ...(extra.references ?? [])],
    overwrites: true,
  };
}

function tokenOf(name: string): string {
  return `aws:s3/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

const bucketRule: Rule = {
  id: { field: "bucket" },
  arn: "arn:aws:s3:::{bucket}",
  global: true,
  name: { field: "bucket", maximum: 63, lowerCase: true, unless: "bucketPrefix" },
  defaults: { forceDestroy: false },
  replaces: ["bucket", "bucketPrefix", "objectLockEnabled", "region"],
  unique: [
    {
      fields: ["bucket"],
      code: "BucketAlreadyOwnedByYou",
      message: (inputs) => `the bucket ${text(inputs.bucket)} already exists and is yours`,
    },
  ],
  values: [
    matches(
      "bucket",
      /^(?!xn--)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
      "InvalidBucketName",
      "is not a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens",
    ),
  ],
  outputs: ({ id, region }) => ({
    bucketDomainName: `${id}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
    bucketRegion: region,
    objectLockEnabled: false,
    requestPayer: "BucketOwner",
  }),
};

export const storage: Rules = {
  "aws:s3/bucket:Bucket": {
    ...bucketRule,
    outputs: (made) => ({
      ...bucketRule.outputs?.(made),
      serverSideEncryptionConfiguration: {
        rule: { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
      },
      versioning: { enabled: false, mfaDelete: false },
    }),
  },
  "aws:s3/bucketV2:BucketV2": { ...bucketRule, standsFor: "aws:s3/bucket:Bucket" },
  ...Object.fromEntries(Object.entries(SETTINGS).map(([name, extra]) => [tokenOf(name), setting(extra)])),
  ...Object.fromEntries(
    Object.entries(VERSIONED_SETTINGS).flatMap(([name, extra]) =>
      [name, `${name}V2`].map((token) => [
        tokenOf(token),
        setting({ ...extra, replaces: ["expectedBucketOwner"] }),
      ]),
    ),
  ),
};

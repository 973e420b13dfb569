/** DNS zones and records, certificates. */
import { derivedHex, derivedLetters } from "../values/identifier.ts";
import { isUnknown } from "../values/unknown.ts";
import { certificateArn, vpc, zone } from "./references.ts";
import type { Failure, Properties, Rules, Situation } from "./rule.ts";
import { atLeastOne, exactlyOne, matches, notBoth, oneOf, whole } from "./value-checks.ts";
import { text } from "../values/text.ts";

const RECORD_TYPES = [
  "A",
  "AAAA",
  "CAA",
  "CNAME",
  "DS",
  "HTTPS",
  "MX",
  "NAPTR",
  "NS",
  "PTR",
  "SOA",
  "SPF",
  "SRV",
  "SSHFP",
  "SVCB",
  "TLSA",
  "TXT",
];
const ROUTING = [
  "weightedRoutingPolicies",
  "latencyRoutingPolicies",
  "failoverRoutingPolicies",
  "geolocationRoutingPolicies",
  "multivalueAnswerRoutingPolicy",
  "cidrRoutingPolicy",
  "geoproximityRoutingPolicy",
];
const DOMAIN = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.?$/i;

function withoutDot(name: unknown): string {
  return text(name).replace(/\.$/, "").toLowerCase();
}

/** The record's full name: what lies outside the zone is taken as relative to it. */
function fullName(name: unknown, zoneName: unknown): string {
  const [short, suffix] = [withoutDot(name), withoutDot(zoneName)];
  return short === suffix || short.endsWith(`.${suffix}`) ? short : [short, suffix].filter(Boolean).join(".");
}

function recordConflicts({ inputs, others }: Situation): Failure[] {
  if (inputs.allowOverwrite === true || isUnknown(inputs.zoneId) || isUnknown(inputs.name)) return [];
  const twin = others("aws:route53/record:Record").find(
    ({ inputs: other }) =>
      other.zoneId === inputs.zoneId
      && withoutDot(other.name) === withoutDot(inputs.name)
      && other.type === inputs.type
      && other.setIdentifier === inputs.setIdentifier,
  );
  const reason = `InvalidChangeBatch: tried to create resource record set [name='${text(inputs.name)}', type='${text(inputs.type)}'] but it already exists`;
  return twin ? [{ property: "name", reason }] : [];
}

/** The CNAME that proves ownership of each name of a certificate. */
function validationOptions(arn: string, { domainName, subjectAlternativeNames }: Properties): Properties[] {
  const names = [...new Set([domainName, ...((subjectAlternativeNames ?? []) as unknown[])].map(String))];
  return names.map((name) => {
    const host = name.replace(/^\*\./, "");
    return {
      domainName: name,
      resourceRecordName: `_${derivedHex(32, "name", arn, host)}.${host}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: `_${derivedHex(32, "value", arn, host)}.acm-validations.aws.`,
    };
  });
}

export const edge: Rules = {
  "aws:route53/zone:Zone": {
    id: { make: () => `Z${derivedLetters(20, crypto.randomUUID())}`, generated: true },
    arn: "arn:aws:route53:::hostedzone/{id}",
    global: true,
    defaults: { comment: "Managed by Pulumi", forceDestroy: false },
    replaces: ["name", "delegationSetId"],
    references: [vpc("vpcs[].vpcId", { holds: false })],
    values: [
      matches("name", DOMAIN, "InvalidDomainName", "is not a domain name"),
      notBoth("delegationSetId", "vpcs"),
    ],
    outputs: ({ id }) => {
      const servers = [0, 1, 2, 3].map(
        (index) => `ns-${index * 512 + (Number.parseInt(derivedHex(4, id), 16) % 512)}.awsdns-${index}.com`,
      );
      return { zoneId: id, nameServers: servers, primaryNameServer: servers[0] };
    },
    knownBy: ["zoneId"],
    inUse: "HostedZoneNotEmpty",
  },
  "aws:route53/record:Record": {
    id: {
      make: (inputs) =>
        [inputs.zoneId, withoutDot(inputs.name), inputs.type, inputs.setIdentifier]
          .filter((item) => item !== undefined)
          .map(String)
          .join("_"),
    },
    global: true,
    replaces: ["zoneId", "name", "type", "setIdentifier"],
    references: [zone("zoneId")],
    values: [
      oneOf("type", RECORD_TYPES, "InvalidInput"),
      exactlyOne("records", "aliases"),
      notBoth("aliases", "ttl"),
      whole("ttl", (inputs) =>
        inputs.records !== undefined && inputs.ttl === undefined
          ? "InvalidInput: records need a ttl"
          : undefined,
      ),
      whole("setIdentifier", (inputs) =>
        ROUTING.some((name) => inputs[name] !== undefined) && inputs.setIdentifier === undefined
          ? "InvalidInput: a routing policy needs a setIdentifier"
          : undefined,
      ),
      matches("name", DOMAIN, "InvalidChangeBatch", "is not a domain name"),
    ],
    conflicts: recordConflicts,
    outputs: ({ inputs, find }) => ({
      fqdn: fullName(inputs.name, find("aws:route53/zone:Zone", inputs.zoneId)?.inputs.name),
    }),
    overwrites: true,
  },
  "aws:acm/certificate:Certificate": {
    id: { arn: true },
    arn: "arn:aws:acm:{region}:{account}:certificate/{uuid}",
    replaces: [
      "domainName",
      "subjectAlternativeNames",
      "validationMethod",
      "keyAlgorithm",
      "certificateAuthorityArn",
    ],
    values: [
      atLeastOne("domainName", "privateKey", "privateKeyWo"),
      matches("domainName", DOMAIN, "ValidationException", "is not a domain name"),
      matches("subjectAlternativeNames[]", DOMAIN, "ValidationException", "is not a domain name"),
      oneOf("validationMethod", ["DNS", "EMAIL", "HTTP"], "ValidationException"),
      whole("validationMethod", (inputs) =>
        inputs.domainName !== undefined
        && inputs.certificateAuthorityArn === undefined
        && inputs.validationMethod === undefined
          ? "ValidationException: give the validationMethod, DNS or EMAIL"
          : undefined,
      ),
    ],
    outputs: ({ arn, inputs, created }) => ({
      status: inputs.privateKey === undefined ? "PENDING_VALIDATION" : "ISSUED",
      type: inputs.privateKey === undefined ? "AMAZON_ISSUED" : "IMPORTED",
      domainValidationOptions: inputs.validationMethod === "DNS" ? validationOptions(arn, inputs) : [],
      subjectAlternativeNames: inputs.subjectAlternativeNames ?? [inputs.domainName],
      keyAlgorithm: inputs.keyAlgorithm ?? "RSA_2048",
      renewalEligibility: "INELIGIBLE",
      notBefore: created,
      notAfter: new Date(Date.parse(created) + 395 * 86_400_000).toISOString(),
      validationMethod: inputs.validationMethod ?? "NONE",
    }),
    inUse: "ResourceInUseException",
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    id: { make: () => new Date().toISOString(), generated: true },
    replaces: ["certificateArn", "validationRecordFqdns"],
    references: [certificateArn("certificateArn", { holds: false, code: "ResourceNotFoundException" })],
  },
};

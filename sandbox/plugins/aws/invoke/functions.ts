/** Functions that programs call: what AWS knows of itself, and look-ups in the account. */
import type { Account } from "../account/account.ts";
import { regionOf, type Configuration } from "../configuration.ts";
import type { Properties } from "../rules/rule.ts";
import { derivedLetters } from "../values/identifier.ts";
import { zoneId, zonesOf } from "../values/zones.ts";
import { lookUps } from "./look-ups.ts";
import { policyDocument } from "./policy-document.ts";
import { text } from "../values/text.ts";

export interface Call {
  readonly args: Properties;
  readonly region: string;
  readonly accountId: string;
  readonly account: Account;
}

export type Answer = (call: Call) => Properties;

/** Newest builds on the date of the table of Kubernetes versions, for the add-ons every cluster has. */
const ADDON_VERSIONS: Readonly<Record<string, string>> = {
  "vpc-cni": "v1.20.4-eksbuild.1",
  coredns: "v1.12.4-eksbuild.1",
  "aws-ebs-csi-driver": "v1.53.0-eksbuild.1",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.1",
};

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function availabilityZones({ args, region }: Call): Properties {
  const filters = (args.filters ?? []) as { name?: string; values?: string[] }[];
  const wanted = (name: string, value: string): boolean =>
    filters
      .filter((filter) => filter.name === name)
      .every((filter) => filter.values?.includes(value) ?? true);
  const names = zonesOf(region)
    .filter(
      (name) =>
        !listed(args.excludeNames).includes(name) && !listed(args.excludeZoneIds).includes(zoneId(name)),
    )
    .filter(
      (name) =>
        wanted("zone-name", name)
        && wanted("zone-id", zoneId(name))
        && wanted("zone-type", "availability-zone")
        && wanted("opt-in-status", "opt-in-not-required"),
    );
  return { ...args, id: region, region, names, zoneIds: names.map(zoneId), groupNames: [`${region}-zg-1`] };
}

function addonVersion({ args, region }: Call): Properties {
  const { addonName, kubernetesVersion } = args;
  const version =
    addonName === "kube-proxy"
      ? `v${text(kubernetesVersion)}.0-eksbuild.2`
      : (ADDON_VERSIONS[text(addonName)] ?? "v1.0.0-eksbuild.1");
  return { ...args, id: text(addonName), region, version };
}

const functions: Readonly<Record<string, Answer>> = {
  "aws:index/getRegion:getRegion": ({ args, region }) => {
    const name = text(args.region ?? args.name ?? region);
    return { id: name, name, region: name, endpoint: `ec2.${name}.amazonaws.com`, description: name };
  },
  "aws:index/getCallerIdentity:getCallerIdentity": ({ accountId }) => ({
    id: accountId,
    accountId,
    arn: `arn:aws:iam::${accountId}:user/sandbox`,
    userId: `AIDA${derivedLetters(17, accountId)}`,
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:index/getAvailabilityZones:getAvailabilityZones": availabilityZones,
  "aws:iam/getPolicyDocument:getPolicyDocument": ({ args }) => policyDocument(args),
  "aws:eks/getAddonVersion:getAddonVersion": addonVersion,
  ...lookUps,
};

/** @throws when the function is not simulated, or finds nothing. */
export function invoke(
  token: string,
  args: Properties,
  account: Account,
  configuration: Configuration,
): Properties {
  const called = functions[token];
  if (!called) {
    throw new Error(
      `the sandbox's AWS stand-in does not simulate the function ${token}: give the value through configuration, `
        + `or add the function (sandbox/plugins/aws/invoke); it has ${Object.keys(functions)
          .map((name) => name.split(":").at(-1))
          .join(", ")}`,
    );
  }
  return called({ args, region: regionOf(args, configuration), accountId: configuration.account, account });
}

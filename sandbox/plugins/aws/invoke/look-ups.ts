/** Functions that find what is in the account. */
import type { Resource } from "../account/account.ts";
import type { Properties } from "../rules/rule.ts";
import { derivedLetters } from "../values/identifier.ts";
import type { Answer, Call } from "./functions.ts";
import { text } from "../values/text.ts";

interface Condition {
  readonly name?: string;
  readonly values?: readonly string[];
}

/** EC2 filters (`vpc-id`, `tag:Name`, `availability-zone` …) and tags. */
function passes(
  { inputs, state, id }: Resource,
  { filters = [], tags = {} }: { filters?: readonly Condition[]; tags?: Readonly<Record<string, string>> },
): boolean {
  const own = (inputs.tags ?? {}) as Record<string, string>;
  const value = (name: string): unknown => {
    if (name.startsWith("tag:")) return own[name.slice(4)];
    if (name === "vpc-id") return state.vpcId ?? id;
    if (name === "subnet-id") return id;
    return state[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
  };
  return (
    Object.entries(tags).every(([key, tag]) => own[key] === tag)
    && filters.every(({ name = "", values = [] }) =>
      values.some((wanted) =>
        new RegExp(`^${wanted.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(text(value(name))),
      ),
    )
  );
}

function only(found: readonly Resource[], what: string): Resource {
  if (found.length === 1) return found[0]!;
  throw new Error(
    found.length === 0
      ? `no matching ${what} found`
      : `multiple ${what}s matched; use additional constraints to reduce matches to a single one`,
  );
}

function vpc({ args, account, region }: Call): Properties {
  if (args.default === true)
    throw new Error(
      "no matching EC2 VPC found: the sandbox's AWS account has no default VPC; make one and pass its id",
    );
  const found = account
    .list({ type: "aws:ec2/vpc:Vpc", region })
    .filter(
      (item) =>
        passes(item, args)
        && (args.id === undefined || item.id === args.id)
        && (args.cidrBlock === undefined || item.inputs.cidrBlock === args.cidrBlock),
    );
  const { id, state } = only(found, "EC2 VPC");
  return {
    ...state,
    id,
    default: false,
    state: "available",
    cidrBlockAssociations: [],
    ipv6CidrBlockAssociations: [],
    tags: state.tags ?? {},
  };
}

function subnets({ args, account, region }: Call): Properties {
  const found = account.list({ type: "aws:ec2/subnet:Subnet", region }).filter((item) => passes(item, args));
  return { ...args, id: region, region, ids: found.map(({ id }) => id), tags: args.tags ?? {} };
}

function zone({ args, account }: Call): Properties {
  const bare = (name: unknown): string => text(name).replace(/\.$/, "");
  const found = account
    .list({ type: "aws:route53/zone:Zone" })
    .filter(
      (item) =>
        (args.zoneId === undefined || item.id === args.zoneId)
        && (args.name === undefined || bare(item.inputs.name) === bare(args.name))
        && (args.privateZone === undefined || args.privateZone === (item.inputs.vpcs !== undefined)),
    );
  const { id, state } = only(found, "Route 53 Hosted Zone");
  return {
    ...state,
    id,
    zoneId: id,
    callerReference: id,
    linkedServiceDescription: "",
    linkedServicePrincipal: "",
    privateZone: state.vpcs !== undefined,
    resourceRecordSetCount: 2,
    tags: state.tags ?? {},
  };
}

function cluster({ args, account, region }: Call): Resource {
  const found = account.locate("aws:eks/cluster:Cluster", region, text(args.name));
  if (found) return found;
  throw new Error(`ResourceNotFoundException: no cluster found for name: ${text(args.name)} in ${region}`);
}

function clusterData(call: Call): Properties {
  const { id, state } = cluster(call);
  const lists: Properties = {};
  for (const name of [
    "accessConfig",
    "kubernetesNetworkConfig",
    "storageConfig",
    "computeConfig",
    "zonalShiftConfig",
    "remoteNetworkConfig",
    "outpostConfig",
  ])
    lists[`${name}s`] = state[name] === undefined ? [] : [state[name]];
  return {
    ...state,
    ...lists,
    id,
    clusterId: "",
    certificateAuthorities: [state.certificateAuthority],
    upgradePolicies: [state.upgradePolicy],
    enabledClusterLogTypes: state.enabledClusterLogTypes ?? [],
    tags: state.tags ?? {},
  };
}

export const lookUps: Readonly<Record<string, Answer>> = {
  "aws:ec2/getVpc:getVpc": vpc,
  "aws:ec2/getSubnets:getSubnets": subnets,
  "aws:route53/getZone:getZone": zone,
  "aws:eks/getCluster:getCluster": clusterData,
  "aws:eks/getClusterAuth:getClusterAuth": ({ args, region }) => ({
    id: text(args.name),
    name: text(args.name),
    region,
    token: `k8s-aws-v1.${Buffer.from(derivedLetters(32, "token", text(args.name))).toString("base64url")}`,
  }),
  "aws:ssm/getParameter:getParameter": ({ args, account, region }) => {
    const found = account.locate("aws:ssm/parameter:Parameter", region, text(args.name));
    if (found) return { ...args, ...found.state, id: found.id };
    throw new Error(
      `ParameterNotFound: the account has no parameter ${text(args.name)} in ${region}; the sandbox has none of AWS's public parameters: give the value through configuration`,
    );
  },
};

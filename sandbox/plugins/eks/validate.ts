/** What the EKS package refuses before it makes anything. */
import type * as eks from "@pulumi/eks";

interface Refusal<Args> {
  readonly property: keyof Args & string;
  readonly when: (args: Args) => unknown;
  readonly because: string;
}

export interface ArgumentError {
  readonly propertyPath: string;
  readonly reason: string;
}

const MODES = ["CONFIG_MAP", "API", "API_AND_CONFIG_MAP"];
/** Node group settings that may stand on the cluster itself, unless `nodeGroupOptions` is given. */
const SINGULAR = [
  "nodeSubnetIds",
  "nodeAssociatePublicIpAddress",
  "instanceType",
  "instanceProfileName",
  "nodePublicKey",
  "nodeRootVolumeSize",
  "nodeUserData",
  "minSize",
  "maxSize",
  "desiredCapacity",
  "nodeAmiId",
  "gpu",
] as const;

export function supportsAccessEntries(mode: unknown): boolean {
  return mode === "API" || mode === "API_AND_CONFIG_MAP";
}

export function supportsConfigMap(mode: unknown): boolean {
  return mode === undefined || mode === "CONFIG_MAP" || mode === "API_AND_CONFIG_MAP";
}

function isFilled(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function forConfigMap(property: "roleMappings" | "userMappings" | "instanceRoles"): Refusal<eks.ClusterArgs> {
  const because =
    "needs the authenticationMode CONFIG_MAP or API_AND_CONFIG_MAP; with API, use accessEntries";
  return {
    property,
    when: (args) => !supportsConfigMap(args.authenticationMode) && isFilled(args[property]),
    because,
  };
}

function absent(property: keyof eks.ClusterArgs): Refusal<eks.ClusterArgs> {
  const because = "is not simulated by the sandbox's EKS stand-in: leave it out there";
  return { property, when: (args) => args[property] !== undefined && args[property] !== false, because };
}

const CLUSTER: readonly Refusal<eks.ClusterArgs>[] = [
  {
    property: "authenticationMode",
    when: ({ authenticationMode: mode }) => mode !== undefined && !MODES.includes(mode),
    because: `is one of ${MODES.join(", ")}`,
  },
  forConfigMap("roleMappings"),
  forConfigMap("userMappings"),
  forConfigMap("instanceRoles"),
  {
    property: "accessEntries",
    when: (args) => args.accessEntries && !supportsAccessEntries(args.authenticationMode),
    because: "needs the authenticationMode API or API_AND_CONFIG_MAP",
  },
  {
    property: "instanceRole",
    when: (args) => args.instanceRole && args.instanceRoles,
    because: "cannot be given together with instanceRoles",
  },
  {
    property: "subnetIds",
    when: (args) => args.subnetIds && (args.publicSubnetIds ?? args.privateSubnetIds),
    because: "cannot be given together with publicSubnetIds or privateSubnetIds",
  },
  {
    property: "nodeGroupOptions",
    when: (args) => args.nodeGroupOptions && SINGULAR.some((name) => args[name] !== undefined),
    because: `cannot be given together with any of ${SINGULAR.join(", ")}`,
  },
  {
    property: "autoMode",
    when: (args) => args.autoMode?.enabled && !supportsAccessEntries(args.authenticationMode),
    because: "needs the authenticationMode API or API_AND_CONFIG_MAP",
  },
  {
    property: "publicAccessCidrs",
    when: (args) => args.publicAccessCidrs !== undefined && args.endpointPublicAccess === false,
    because: "needs endpointPublicAccess",
  },
  {
    property: "vpcId",
    when: (args) => args.vpcId === undefined,
    because: "must be given, with subnets: the sandbox's AWS account has no default VPC",
  },
  absent("creationRoleProvider"),
  absent("nodePublicKey"),
  absent("fargate"),
];

/** Settings that cannot be had with EKS's own launch template; the first four end up in user data. */
export const LAUNCH_TEMPLATE_ARGS = [
  "bootstrapExtraArgs",
  "kubeletExtraArgs",
  "bottlerocketSettings",
  "nodeadmExtraOptions",
  "enableIMDSv2",
  "userData",
  "amiId",
  "enableEfaSupport",
] as const;
export const USER_DATA_ARGS = LAUNCH_TEMPLATE_ARGS.slice(0, 4);

function hasAny(args: eks.ManagedNodeGroupArgs, names: readonly (keyof eks.ManagedNodeGroupArgs)[]): boolean {
  return names.some((name) => args[name] !== undefined);
}

const NODE_GROUP: readonly Refusal<eks.ManagedNodeGroupArgs>[] = [
  {
    property: "nodeRole",
    when: (args) => (args.nodeRole === undefined) === (args.nodeRoleArn === undefined),
    because: "must be given, or nodeRoleArn: exactly one of them",
  },
  {
    property: "amiId",
    when: (args) => args.amiId && hasAny(args, ["gpu", "amiType"]),
    because: "cannot be given together with gpu or amiType",
  },
  {
    property: "launchTemplate",
    when: (args) => args.launchTemplate && hasAny(args, LAUNCH_TEMPLATE_ARGS),
    because: `cannot be given together with any of ${LAUNCH_TEMPLATE_ARGS.join(", ")}: put those into the template`,
  },
  {
    property: "userData",
    when: (args) => args.userData && hasAny(args, USER_DATA_ARGS),
    because: `cannot be given together with any of ${USER_DATA_ARGS.join(", ")}: put those into the user data`,
  },
  {
    property: "enableEfaSupport",
    when: (args) => args.enableEfaSupport,
    because: "is not simulated by the sandbox's EKS stand-in: leave it out there",
  },
];

function errorsOf<Args>(refusals: readonly Refusal<Args>[], args: Args): ArgumentError[] {
  return refusals
    .filter(({ when }) => Boolean(when(args)))
    .map(({ property, because }) => ({ propertyPath: property, reason: `${property} ${because}` }));
}

/** Everything wrong with a cluster's arguments, as far as they are plain values. */
export function clusterErrors(args: eks.ClusterArgs): ArgumentError[] {
  return errorsOf(CLUSTER, args);
}

/** Everything wrong with a managed node group's arguments. */
export function nodeGroupErrors(args: eks.ManagedNodeGroupArgs): ArgumentError[] {
  return errorsOf(NODE_GROUP, args);
}

/** @throws one error with all of them, when there are any. */
export function refuseAll(what: string, errors: ArgumentError[]): void {
  if (errors.length === 0) return;
  const lines = errors.map(({ reason }) => `\n  - ${reason}`).join("");
  throw new Error(`the inputs of ${what} are not valid:${lines}`);
}

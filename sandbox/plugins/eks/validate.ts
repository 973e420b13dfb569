/** What the EKS package refuses before it makes anything. */
import type * as eks from "@pulumi/eks";
import * as pulumi from "@pulumi/pulumi";

type Errors = { propertyPath: string; reason: string }[];

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
/** What the stand-in has no resources for. */
const ABSENT = ["creationRoleProvider", "nodePublicKey", "fargate"] as const;

export function supportsAccessEntries(mode: unknown): boolean {
  return mode === "API" || mode === "API_AND_CONFIG_MAP";
}

export function supportsConfigMap(mode: unknown): boolean {
  return mode === undefined || mode === "CONFIG_MAP" || mode === "API_AND_CONFIG_MAP";
}

function isFilled(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

/** Everything wrong with a cluster's arguments, as far as they are plain values. */
export function clusterErrors(args: eks.ClusterArgs): Errors {
  const errors: Errors = [];
  const refuse = (propertyPath: string, reason: string): void => void errors.push({ propertyPath, reason });
  const mode = args.authenticationMode;
  if (mode !== undefined && !MODES.includes(mode))
    refuse(
      "authenticationMode",
      `Invalid value for authenticationMode: ${mode}. Allowed values are: ${MODES.join(", ")}.`,
    );
  for (const name of ["roleMappings", "userMappings", "instanceRoles"] as const) {
    if (!supportsConfigMap(mode) && isFilled(args[name]))
      refuse(
        name,
        `The '${name}' property does not support non-empty values when 'authenticationMode' is set to '${mode}'.`,
      );
  }
  if (!supportsAccessEntries(mode) && args.accessEntries)
    refuse(
      "accessEntries",
      `The 'accessEntries' property is not supported when 'authenticationMode' is ${mode === undefined ? "not set" : `set to '${mode}'`}.`,
    );
  if (args.instanceRole && args.instanceRoles)
    refuse("instanceRole", "instanceRole and instanceRoles are mutually exclusive, and cannot both be set.");
  if (args.subnetIds && (args.publicSubnetIds ?? args.privateSubnetIds))
    refuse(
      "subnetIds",
      "subnetIds, and the use of publicSubnetIds and/or privateSubnetIds are mutually exclusive. Choose a single approach.",
    );
  const singular = SINGULAR.filter((name) => args[name] !== undefined);
  if (args.nodeGroupOptions && singular.length > 0)
    refuse(
      "nodeGroupOptions",
      `nodeGroupOptions and ${singular.join(", ")} are mutually exclusive. Choose a single approach.`,
    );
  if (args.autoMode?.enabled && !supportsAccessEntries(mode))
    refuse(
      "autoMode",
      "Access entries are required when using EKS Auto Mode. Use the authentication mode 'API' or 'API_AND_CONFIG_MAP'.",
    );
  if (args.publicAccessCidrs !== undefined && args.endpointPublicAccess === false)
    refuse("publicAccessCidrs", "`publicAccessCidrs` can only be set when `endpointPublicAccess` is true");
  if (args.vpcId === undefined)
    refuse("vpcId", "the sandbox's AWS account has no default VPC: give the vpcId and subnets");
  for (const name of ABSENT)
    if (args[name] !== undefined && args[name] !== false)
      refuse(name, `the sandbox's EKS stand-in does not simulate ${name}`);
  return errors;
}

/** Settings that cannot be had with EKS's own launch template. */
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
/** Settings that end up in user data. */
export const USER_DATA_ARGS = LAUNCH_TEMPLATE_ARGS.slice(0, 4);

/** Everything wrong with a managed node group's arguments. */
export function nodeGroupErrors(args: eks.ManagedNodeGroupArgs): Errors {
  const errors: Errors = [];
  const refuse = (propertyPath: string, reason: string): void => void errors.push({ propertyPath, reason });
  if (args.nodeRole && args.nodeRoleArn)
    refuse(
      "nodeRole",
      "You cannot specify both nodeRole and nodeRoleArn when creating a managed node group.",
    );
  if (!args.nodeRole && !args.nodeRoleArn)
    refuse("nodeRole", "An IAM role, or role ARN must be provided to create a managed node group");
  for (const name of ["gpu", "amiType"] as const) {
    if (args.amiId && args[name])
      refuse("amiId", `You cannot specify both amiId and ${name} when creating a managed node group.`);
  }
  const custom = LAUNCH_TEMPLATE_ARGS.filter((name) => args[name] !== undefined);
  if (args.launchTemplate && custom.length > 0)
    refuse(
      "launchTemplate",
      `If you provide a custom launch template, you cannot provide any of ${LAUNCH_TEMPLATE_ARGS.join(", ")}. Please include these in the launch template that you are providing.`,
    );
  if (args.userData && USER_DATA_ARGS.some((name) => args[name] !== undefined))
    refuse(
      "userData",
      `If you provide custom userData, you cannot provide any of ${USER_DATA_ARGS.join(", ")}. Please include these in the userData that you are providing.`,
    );
  if (args.enableEfaSupport) refuse("enableEfaSupport", "the sandbox's EKS stand-in does not simulate EFA");
  return errors;
}

/** @throws the engine's own error for wrong inputs, with all of them, when there are any. */
export function refuseAll(what: string, errors: Errors): void {
  if (errors.length > 0)
    throw new pulumi.InputPropertiesError({
      message: `The input properties for the ${what} are invalid.`,
      errors,
    });
}

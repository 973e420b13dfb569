/**
 * The provider's configuration, as the official provider reads it.
 */
import { stringAt } from "../../api/object.ts";
import type { Properties } from "../provider/index.ts";
import type { Mutability } from "./immutable.ts";

export interface Settings {
  /** A path or a document; the environment's own when undefined. */
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly cluster?: string;
  /** For namespaced objects that name none. */
  readonly namespace?: string;
  readonly mutability: Mutability;
  /** Take over objects that are there already, whoever made them. */
  readonly adopts: boolean;
  readonly suppressesDeprecations: boolean;
}

/** Reads the provider resource's inputs; flags come as booleans or as their JSON text. */
export function readSettings(args: Properties, environment: NodeJS.ProcessEnv = process.env): Settings {
  const flag = (name: string, variable: string): boolean => {
    const given = args[name] ?? environment[variable];
    return given === true || given === "true";
  };
  return {
    kubeconfig: kubeconfigOf(args),
    context: stringAt(args, "context"),
    cluster: stringAt(args, "cluster"),
    namespace: stringAt(args, "namespace"),
    mutability: {
      configMaps: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
      secrets: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    },
    adopts: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    suppressesDeprecations: flag("suppressDeprecationWarnings", "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS"),
  };
}

/** A kubeconfig may be given as an object too. */
function kubeconfigOf(args: Properties): string | undefined {
  const given = args["kubeconfig"];
  if (typeof given === "object" && given !== null) {
    return JSON.stringify(given);
  }
  return typeof given === "string" && given !== "" ? given : undefined;
}

/**
 * Lets the API server judge, before anything is created, an object and the pods that it would have.
 */
import { ApiError, NotServedError, type KubernetesClient } from "../../../api/client.ts";
import { describe, referenceOf, type KubernetesObject } from "../../../api/object.ts";
import { judgeGrowth, judgePods } from "./judge-pods.ts";
import { refusal } from "./refusal.ts";
import type { PreviewRun } from "./run.ts";
import { translate, type Shadow } from "./shadow.ts";
import { withoutUnknowns } from "./unknowns.ts";

export interface JudgeOptions {
  readonly fieldManager: string;
  /** An object of that name is there and will be replaced: judge under another name. */
  readonly underOtherName?: boolean;
  /** The object as the last update asked for it; what does not change about its pods is not judged again. */
  readonly previous?: KubernetesObject;
  readonly warn: (message: string) => void;
}

/** Kinds whose names mean something, so that no other name will do. */
const NAMED_BY_MEANING = new Set(["CustomResourceDefinition", "APIService", "Namespace"]);

/**
 * Judges what an update would create or change. An object with unknown values that matter is not judged.
 *
 * @throws Error with the API server's own message, naming the object
 */
export async function judge(
  client: KubernetesClient,
  run: PreviewRun,
  object: KubernetesObject,
  options: JudgeOptions,
): Promise<void> {
  run.note(object);
  const known = withoutUnknowns(object);
  if (known === undefined) {
    return;
  }
  const shadow = await place(client, run, known);
  if (shadow === "later") {
    return;
  }
  const placed = shadow === undefined ? known : translate(known, shadow);
  let warnings: readonly string[];
  try {
    const { fieldManager } = options;
    ({ warnings } = await client.apply(renamed(placed, options), { fieldManager, dryRun: true }));
  } catch (error) {
    if (!(options.underOtherName === true && isHeldByItself(error))) {
      throw refusal(object, "the API server refuses it", error, shadow);
    }
    warnings = [];
  }
  if (shadow !== undefined && (object.kind === "ResourceQuota" || object.kind === "LimitRange")) {
    await run.shadows.install(shadow, known);
  }
  await judgePods(client, known, { previous: options.previous, shadow });
  if (shadow === undefined) {
    await judgeGrowth(client, known, run.shadows, options.previous);
  }
  warnings.forEach((warning) => options.warn(warning));
}

/** Where to judge an object: in its own namespace or its shadow, or not before its kind is served. */
async function place(
  client: KubernetesClient,
  run: PreviewRun,
  object: KubernetesObject,
): Promise<Shadow | undefined | "later"> {
  let isNamespaced: boolean;
  try {
    isNamespaced = (await client.served(object.apiVersion, object.kind)).namespaced;
  } catch (error) {
    if (error instanceof NotServedError && (await run.definesKind(object.apiVersion, object.kind))) {
      return "later";
    }
    throw error;
  }
  const namespace = object.metadata.namespace ?? client.config.namespace;
  if (!isNamespaced || (await run.exists(namespace))) {
    return undefined;
  }
  const declared = await run.namespace(namespace);
  if (declared === undefined) {
    throw new Error(
      `${describe(referenceOf(object))}: namespaces "${namespace}" not found; `
        + "create the namespace first and let this resource depend on it",
    );
  }
  return run.shadows.of(declared);
}

/** A port or an address that the object to be replaced still has. */
function isHeldByItself(error: unknown): boolean {
  return error instanceof ApiError && error.message.includes("already allocated");
}

function renamed(object: KubernetesObject, options: JudgeOptions): KubernetesObject {
  if (options.underOtherName !== true || NAMED_BY_MEANING.has(object.kind)) {
    return object;
  }
  return {
    ...object,
    metadata: { ...object.metadata, name: `${(object.metadata.name ?? "").slice(0, 40)}-preview` },
  };
}

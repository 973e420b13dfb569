/**
 * What an update would change, and whether it can be made in place.
 */
import { isObject, stringAt } from "../../api/object.ts";
import {
  compareProperties,
  UNKNOWN,
  type DiffResult,
  type Properties,
  type PropertyChange,
} from "../provider/index.ts";
import { isAutonamed } from "./check.ts";
import { immutablePaths, matches, type Mutability } from "./immutable.ts";

/** Compares the inputs of two updates. Namespace "default" and none are the same. */
export function diffInputs(
  old: Properties,
  next: Properties,
  mutability: Mutability,
  defaultNamespace = "default",
): DiffResult {
  const apiVersion = stringAt(next, "apiVersion") ?? "";
  const kind = stringAt(next, "kind") ?? "";
  const patterns = immutablePaths(apiVersion, kind, old["immutable"] === true, mutability);
  const changes: PropertyChange[] = compareProperties(
    withNamespace(old, defaultNamespace),
    withNamespace(next, defaultNamespace),
    (path) => matches(path, patterns),
  );
  if (groupOf(stringAt(old, "apiVersion") ?? apiVersion) !== groupOf(apiVersion)) {
    return {
      changes: changes.map((change) =>
        change.path === "apiVersion" ? { ...change, replace: true } : change,
      ),
    };
  }
  const replaces = changes.some(({ replace }) => replace);
  return {
    changes,
    deleteBeforeReplace: replaces && !isAutonamed(next) && isSameObject(old, next, defaultNamespace),
  };
}

function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

function withNamespace(inputs: Properties, defaultNamespace: string): Properties {
  const { metadata } = inputs;
  return isObject(metadata) ? { ...inputs, metadata: { namespace: defaultNamespace, ...metadata } } : inputs;
}

/** Whether both would be stored under one name; an unknown name may turn out to be the same. */
function isSameObject(old: Properties, next: Properties, defaultNamespace: string): boolean {
  const same = (field: "name" | "namespace", fallback: string): boolean => {
    const now = stringAt(next, "metadata", field) ?? fallback;
    return now === UNKNOWN || now === (stringAt(old, "metadata", field) ?? fallback);
  };
  return same("name", "") && same("namespace", defaultNamespace);
}

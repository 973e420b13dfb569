/**
 * Helm releases. Charts are not rendered here; what stands for one is a ConfigMap that records it.
 */
import { createHash } from "node:crypto";
import { stringAt, type KubernetesObject } from "../../api/object.ts";
import { hasUnknown, UNKNOWN, type Properties, type Value } from "../provider/values.ts";

/** On everything that stands for something else. */
export const SIMULATED_LABEL = "sandbox/simulated";

export interface ChartReference {
  /** Name of the release. */
  readonly name: string;
  readonly namespace?: string;
  readonly chart: string;
  readonly version?: string;
  readonly repository?: string;
  readonly values: Value;
}

/** The record of a release. */
export function releaseRecord(release: ChartReference): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${release.name}-release`,
      ...(release.namespace === undefined ? {} : { namespace: release.namespace }),
      labels: {
        [SIMULATED_LABEL]: "true",
        "sandbox/chart": labelValue(release.chart),
        "sandbox/version": labelValue(release.version ?? "latest"),
      },
    },
    data: {
      chart: release.chart,
      version: release.version ?? "",
      repository: release.repository ?? "",
      values: valuesHash(release.values),
    },
  };
}

/** The chart that the inputs of a `helm.sh/v3:Release` name. */
export function releaseOf(resourceName: string, inputs: Properties): ChartReference {
  return {
    name: stringAt(inputs, "name") ?? resourceName,
    namespace: stringAt(inputs, "namespace"),
    chart: stringAt(inputs, "chart") ?? "",
    version: stringAt(inputs, "version"),
    repository: stringAt(inputs, "repositoryOpts", "repo"),
    values: inputs["values"] ?? {},
  };
}

/** The outputs of a `helm.sh/v3:Release`. */
export function releaseOutputs(
  release: ChartReference,
  inputs: Properties,
  record: KubernetesObject,
): Properties {
  const namespace = record.metadata.namespace ?? release.namespace ?? "default";
  const { name, chart, version = "" } = release;
  return {
    ...inputs,
    name,
    namespace,
    status: { name, namespace, chart, version, appVersion: "", revision: 1, status: "deployed" },
  };
}

/** Says whether values have changed without showing them; the order of keys does not matter. */
export function valuesHash(values: Value): string {
  return hasUnknown(values)
    ? UNKNOWN
    : createHash("sha256")
        .update(JSON.stringify(sorted(values)))
        .digest("hex");
}

function sorted(value: Value | undefined): Value {
  if (Array.isArray(value)) {
    return value.map((item) => sorted(item));
  }
  if (typeof value !== "object" || value === null) {
    return value ?? null;
  }
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

function labelValue(text: string): string {
  const name = text.split("/").at(-1) ?? "";
  return (
    name
      .replaceAll(/[^\w.-]/g, "_")
      .slice(0, 63)
      .replaceAll(/^[^a-zA-Z0-9]+|[^a-zA-Z0-9]+$/g, "") || "unknown"
  );
}

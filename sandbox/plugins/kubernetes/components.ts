/**
 * The remote components of the kubernetes provider, in the process that answers `construct`: `helm.sh/v4:Chart`,
 * whose child is the record of the release.
 */
import * as pulumi from "@pulumi/pulumi";
import { stringAt } from "../../api/object.ts";
import type { Properties, Value } from "../provider/values.ts";
import { releaseRecord, valuesHash, type ChartReference } from "./release.ts";
import { notServed } from "./types.ts";

const CHART = "kubernetes:helm.sh/v4:Chart";

class ReleaseRecord extends pulumi.CustomResource {}

class Chart extends pulumi.ComponentResource {
  readonly resources: pulumi.Resource[];

  constructor(name: string, args: pulumi.Inputs, options: pulumi.ComponentResourceOptions) {
    super(CHART, name, {}, options);
    const { values = {}, ...reference } = args;
    const record = pulumi.output(reference).apply((chart: Properties) => releaseRecord(chartOf(name, chart)));
    const hash = pulumi.output(values).apply((known: Value) => valuesHash(known));
    const data = pulumi.all([record, hash]).apply(([{ data: fixed }, hashed]) => ({
      ...(fixed as Record<string, string>),
      values: hashed,
    }));
    const properties = { apiVersion: "v1", kind: "ConfigMap", metadata: record.metadata, data };
    const child = new ReleaseRecord("kubernetes:core/v1:ConfigMap", `${name}-release`, properties, {
      parent: this,
    });
    this.resources = [child];
    this.registerOutputs({ resources: this.resources });
  }
}

function chartOf(name: string, chart: Properties): ChartReference {
  return {
    name: stringAt(chart, "name") ?? name,
    namespace: stringAt(chart, "namespace"),
    chart: stringAt(chart, "chart") ?? "",
    version: stringAt(chart, "version"),
    repository: stringAt(chart, "repositoryOpts", "repo"),
    values: {},
  };
}

const provider: pulumi.provider.Provider = {
  version: "4.34.2",
  construct: (name, type, inputs, options) => {
    if (type !== CHART) {
      return Promise.reject(notServed(type));
    }
    const chart = new Chart(name, inputs, options);
    return Promise.resolve({ urn: chart.urn, state: { resources: chart.resources } });
  },
};

process.stdin.once("close", () => process.exit(0)).resume();
await pulumi.provider.main(provider, process.argv.slice(2));

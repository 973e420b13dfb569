/**
 * Who gets which version of a workload, as Istio's VirtualService and DestinationRule say it.
 * Without a canary everybody gets the stable version, and no rule speaks of another.
 */
import { trackLabel, type Release } from "@plinth/core";
import type { Inputs, schema } from "@plinth/crds";
import type { Input } from "@pulumi/pulumi";

/** What the rules are made from. */
export interface CanaryPlan {
  /** DNS name of the workload's Service. */
  readonly host: Input<string>;
  /** Port of that Service. */
  readonly port: number;
  readonly release: Release;
  /** Seconds a request may take. */
  readonly timeoutSeconds: number;
  /** Paths answered by a stream, as prefixes. */
  readonly streams: readonly string[];
}

type Track = "stable" | "canary";
type Rule = NonNullable<schema.VirtualService["spec"]["http"]>[number];
type Match = NonNullable<Rule["match"]>[number];

/** Requests with this header and this value always reach the canary. */
export const canaryHeader = { name: "x-canary", value: "true" } as const;

/** Seconds a stream may stay open; a browser's EventSource then connects again by itself. */
const streamTimeoutSeconds = 3600;

/**
 * Checks what no schema can.
 * @throws RangeError naming the workload, the fact and the remedy.
 */
export function checkCanary(name: string, plan: Pick<CanaryPlan, "release" | "timeoutSeconds" | "streams">) {
  const { release, timeoutSeconds, streams } = plan;
  const weight = release.canary?.weight ?? 0;
  if (!Number.isInteger(weight) || weight < 0 || weight > 100)
    throw new RangeError(`CanaryRoute "${name}": weight is ${weight}; give a whole number from 0 to 100`);
  if (!(timeoutSeconds > 0))
    throw new RangeError(`CanaryRoute "${name}": timeoutSeconds is ${timeoutSeconds}; give more than 0`);
  for (const path of streams)
    if (!path.startsWith("/"))
      throw new RangeError(`CanaryRoute "${name}": stream "${path}" is no path; start it with "/"`);
}

/**
 * The `http` rules of the VirtualService, first match wins: the header's before the weighted ones, a stream's
 * before the rest, and last of all one that matches everything.
 */
export function httpRules(plan: CanaryPlan): Inputs<Rule>[] {
  const { release } = plan;
  const chosen = release.canary
    ? rules(plan, "canary-header", { headers: { [canaryHeader.name]: { exact: canaryHeader.value } } }, [
        destination(plan, "canary", 100),
      ])
    : [];
  const weight = release.canary?.weight ?? 0;
  const weighted = [
    destination(plan, "stable", 100 - weight),
    ...(release.canary ? [destination(plan, "canary", weight)] : []),
  ];
  return [...chosen, ...rules(plan, "weighted", {}, weighted)];
}

/** `spec` of the DestinationRule: one subset for each version that is deployed. */
export function destinationRuleSpec({ host, release }: CanaryPlan): Inputs<schema.DestinationRule["spec"]> {
  const tracks: readonly Track[] = release.canary ? ["stable", "canary"] : ["stable"];
  return {
    host,
    trafficPolicy: {
      // No ceiling on connections: each open stream takes one.
      connectionPool: { tcp: { connectTimeout: "1s" }, http: { http1MaxPendingRequests: 1024 } },
      outlierDetection: {
        consecutive5xxErrors: 5,
        interval: "10s",
        baseEjectionTime: "30s",
        maxEjectionPercent: 50,
      },
    },
    subsets: tracks.map((track) => ({ name: track, labels: { [trackLabel]: track } })),
  };
}

/** The rules that send what matches to `route`: one for each stream, and one for all else. */
function rules(plan: CanaryPlan, name: string, match: Match, route: ReturnType<typeof destination>[]) {
  const { streams, timeoutSeconds } = plan;
  const streaming = streams.map((prefix) => ({ ...match, uri: { prefix } }));
  return [
    ...(streaming.length > 0 ? [rule(`${name}-stream`, streaming, route, streamTimeoutSeconds)] : []),
    rule(name, Object.keys(match).length > 0 ? [match] : [], route, timeoutSeconds),
  ];
}

function rule(
  name: string,
  match: readonly Match[],
  route: ReturnType<typeof destination>[],
  timeoutSeconds: number,
): Inputs<Rule> {
  return {
    name,
    ...(match.length > 0 ? { match } : {}),
    route,
    timeout: `${timeoutSeconds}s`,
    // Only what never reached a server is tried again: a vote is not to be cast twice.
    retries: { attempts: 2, retryOn: "connect-failure,refused-stream" },
  };
}

function destination({ host, port }: CanaryPlan, subset: Track, weight: number) {
  return { destination: { host, subset, port: { number: port } }, weight };
}

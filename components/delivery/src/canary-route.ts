/**
 * Brings requests for a workload to the version its release gives them: by weight, or to the canary by header.
 * The weights' only owner is the release; no controller changes them.
 */
import { childOptions, labels, type Identity, type Release } from "@plinth/core";
import { DestinationRule, VirtualService } from "@plinth/crds";
import * as pulumi from "@pulumi/pulumi";
import { checkCanary, destinationRuleSpec, httpRules } from "./canary.plan.ts";

/** What a route has to know of a workload. */
export interface RoutedWorkload {
  readonly service: Identity & {
    /** Paths answered by a stream of events, as prefixes; they may take an hour. Default: none. */
    readonly streams?: readonly string[];
  };
  readonly namespace: pulumi.Input<string>;
  readonly release: Release;
  /** What has to run before it is sent requests. */
  readonly ready: readonly pulumi.Resource[];
}

export interface CanaryRouteArgs {
  /** Whose versions they are. Its name is that of its Service. */
  readonly workload: RoutedWorkload;
  /** Port of its Service. Default: 80. */
  readonly port?: number;
  /** Gateways it is reached through, `<namespace>/<name>`. */
  readonly gateways: readonly pulumi.Input<string>[];
  /** Host names it answers to, each served by all of the gateways. */
  readonly hosts: readonly pulumi.Input<string>[];
  /** Seconds a request may take. */
  readonly timeoutSeconds: number;
}

export class CanaryRoute extends pulumi.ComponentResource {
  constructor(name: string, args: CanaryRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:delivery:CanaryRoute", name, {}, opts);
    const { gateways, hosts } = args;
    const { service, namespace, release, ready } = args.workload;
    const plan = {
      ...args,
      release,
      port: args.port ?? 80,
      streams: service.streams ?? [],
      host: pulumi.interpolate`${service.name}.${namespace}.svc.cluster.local`,
    };
    checkCanary(name, plan);
    const metadata = { name: service.name, namespace, labels: labels(service) };
    const child = childOptions(this, opts, ready);

    const subsets = new DestinationRule(
      `${name}-destination-rule`,
      { metadata, spec: destinationRuleSpec(plan) },
      child,
    );
    // A route to a subset that is not there yet answers 503: the subsets come first, and go last.
    new VirtualService(
      `${name}-virtual-service`,
      { metadata, spec: { hosts, gateways, http: httpRules(plan) } },
      childOptions(this, opts, [subsets]),
    );
    this.registerOutputs({ release });
  }
}

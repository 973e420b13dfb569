/**
 * A namespace for one system: Pod Security "restricted", a quota, defaults and ceilings for containers,
 * and nothing reachable in either direction but DNS and the mesh's control plane until a workload's needs open it.
 */
import { AuthorizationPolicy } from "@plinth/crds";
import { childOptions, type NamespaceHandle } from "@plinth/core";
import { LimitRange } from "@pulumi/kubernetes/core/v1/limitRange.js";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace.js";
import { ResourceQuota } from "@pulumi/kubernetes/core/v1/resourceQuota.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import {
  limitRangeSpec,
  namespaceLabels,
  networkPolicies,
  quotaSpec,
  type Quota,
} from "./app-namespace.plan.ts";

export interface AppNamespaceArgs {
  /** The namespace's name in Kubernetes. */
  readonly name: string;
  /** What everything in the namespace may use together. */
  readonly quota: Quota;
  /** Kubernetes minor version whose Pod Security standard is enforced: `1.35`. */
  readonly podSecurityVersion: string;
  /** The mesh's control plane, which every sidecar talks to. */
  readonly meshControlPlane: {
    readonly namespace: string;
    readonly selector: Readonly<Record<string, string>>;
    readonly port: number;
  };
}

export class AppNamespace extends pulumi.ComponentResource implements NamespaceHandle {
  readonly name: string;
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: AppNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:workload:AppNamespace", name, {}, opts);
    this.name = args.name;
    const child = childOptions(this, opts);
    const object = (objectName: string) => ({ name: objectName, namespace: args.name });

    const namespace = new Namespace(
      `${name}-namespace`,
      { metadata: { name: args.name, labels: namespaceLabels(args.name, args.podSecurityVersion) } },
      child,
    );
    const inside = childOptions(this, opts, [namespace]);
    const quota = new ResourceQuota(
      `${name}-quota`,
      { metadata: object("quota"), spec: quotaSpec(args.quota) },
      inside,
    );
    const limits = new LimitRange(
      `${name}-limits`,
      { metadata: object("limits"), spec: limitRangeSpec() },
      inside,
    );
    const policies = Object.entries(networkPolicies(args.meshControlPlane)).map(
      ([policy, spec]) => new NetworkPolicy(`${name}-${policy}`, { metadata: object(policy), spec }, inside),
    );
    // An AuthorizationPolicy without rules admits nobody; each need then adds the one caller it names.
    const denyAll = new AuthorizationPolicy(
      `${name}-deny-all`,
      { metadata: object("deny-all"), spec: {} },
      inside,
    );

    this.ready = [namespace, quota, limits, ...policies, denyAll];
    this.registerOutputs({ name: this.name });
  }
}

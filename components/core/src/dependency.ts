/**
 * The two ends of an edge in the graph of needs. Components hand these out and take them in;
 * network policies, mesh rules, credentials and start order are made from them in one place.
 */
import type { Input, Resource } from "@pulumi/pulumi";

/** What is spoken over an edge. */
export type Protocol = "http" | "postgresql" | "redis";

/** Who may call: pods by namespace and labels, and their identity in the mesh. */
export interface Client {
  readonly name: string;
  readonly namespace: Input<string>;
  /** Labels that select the calling pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** Mesh identity, `<trust domain>/ns/<namespace>/sa/<service account>`. Absent: the caller is outside the mesh. */
  readonly principal?: Input<string>;
}

/** What is called: pods by namespace and labels, one port of them, and how a client finds and authenticates to it. */
export interface Dependency<P extends Protocol = Protocol> {
  readonly name: string;
  readonly protocol: P;
  readonly namespace: Input<string>;
  /** Labels that select the called pods. */
  readonly selector: Readonly<Record<string, string>>;
  /** The pods' port. */
  readonly port: number;
  /** Whether the called pods carry a sidecar, which can check who calls. */
  readonly mesh: boolean;
  /**
   * Entries for a Service Binding folder (https://servicebinding.io/spec/core/1.1.0/):
   * `type`, `host`, `port`, `uri`, and where there are credentials `username`, `password`, `database`.
   */
  readonly binding: { readonly kind: "ConfigMap" | "Secret"; readonly name: Input<string> };
  /** What has to be up before a client starts. */
  readonly ready: readonly Resource[];
}

/** Handles for a service's needs: for each name it lists, a dependency of that protocol. */
export type Needs<S extends Readonly<Record<string, Protocol>> = Readonly<Record<string, Protocol>>> = {
  readonly [Name in keyof S]: Dependency<S[Name]>;
};

/** A namespace that workloads and data run in. */
export interface NamespaceHandle {
  readonly name: Input<string>;
  /** What has to exist before a pod starts in it: policies, quota, limits. */
  readonly ready: readonly Resource[];
}

/** The mesh identity of a service account, as AuthorizationPolicy names it. */
export function meshPrincipal(namespace: string, serviceAccount: string): string {
  return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}

import type { Client, NamespaceHandle, Needs, Release, ServiceSize, ServiceSpec } from "@plinth/core";

export interface WorkloadArgs<S extends ServiceSpec = ServiceSpec> {
  /** What the service is; written beside its code. */
  readonly service: S;
  /** How large it is here. */
  readonly size: ServiceSize;
  /** Which versions of it run. A Job runs the stable one. */
  readonly release: Release;
  /** Prefix of its image: registry and repository. */
  readonly registry: string;
  readonly namespace: NamespaceHandle;
  /** A handle for each need the specification names. */
  readonly needs: Needs<S["needs"]>;
  /** Who of the platform calls it: Prometheus scrapes its metrics, and the gateway reaches it if it is public. */
  readonly clients: { readonly prometheus: Client; readonly gateway: Client };
  /** Whether a pod waits rather than make the zones uneven. */
  readonly zoneSpread: "DoNotSchedule" | "ScheduleAnyway";
}

/**
 * The service model: what a service is and what it needs, said once beside its code.
 * How large it is differs by environment and comes from the stack's configuration.
 */
import type { ContainerResources } from "./resources.ts";
import type { Protocol } from "./dependency.ts";

/** An HTTP probe; the kubelet calls it on the pod's own address. */
export interface HttpProbe {
  readonly path: string;
  /** A name in the service's `ports`. */
  readonly port: string;
  /** Seconds between calls. Default 10. */
  readonly periodSeconds?: number;
  /** Failures in a row before it counts. Default 3. */
  readonly failureThreshold?: number;
}

/** A writable folder; everything else of a container's file system is read-only. */
export interface WritableFolder {
  readonly path: string;
  /** Bytes, counted against the container's ephemeral storage. */
  readonly sizeLimit: string;
}

/** What the kinds of services have in common. */
interface ServiceSpecBase {
  /** Also the name of its Deployment, Service and ServiceAccount. */
  readonly name: string;
  /** The system it belongs to. */
  readonly partOf: string;
  /** Its role in that system: `web`, `worker`, `job`. */
  readonly component: string;
  /** Image repository below the environment's registry; the version comes from the release. */
  readonly image: string;
  /** Plain settings, as environment variables. Addresses and credentials come from `needs` instead. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it depends on, and in which protocol. Each arrives as a Service Binding folder of that name. */
  readonly needs: Readonly<Record<string, Protocol>>;
  readonly writable?: readonly WritableFolder[];
}

/** A service that keeps running. */
export interface ServerSpec extends ServiceSpecBase {
  readonly kind: "server";
  /** Whether the gateway may call its HTTP port, and so people outside. Default false. */
  readonly public?: boolean;
  /** Paths answered by a stream of events, as prefixes; they may take an hour. Default: none. */
  readonly streams?: readonly string[];
  /** Container ports by name. `http` is served to others; `metrics` is scraped and answers probes. */
  readonly ports: { readonly metrics: number; readonly http?: number };
  readonly probes: {
    readonly startup: HttpProbe;
    readonly liveness: HttpProbe;
    readonly readiness: HttpProbe;
  };
  /** Seconds from SIGTERM to SIGKILL, the pre-stop wait included. */
  readonly terminationGracePeriodSeconds: number;
}

/** A service that runs to its end, when somebody asks for it. */
export interface JobSpec extends ServiceSpecBase {
  readonly kind: "job";
  readonly arguments?: readonly string[];
  /** Retries before the Job counts as failed. */
  readonly backoffLimit: number;
  /** Seconds after which a run is stopped. */
  readonly activeDeadlineSeconds: number;
}

/** Any service. */
export type ServiceSpec = ServerSpec | JobSpec;

/** How large a service is in one environment. */
export interface ServiceSize {
  /** Pods the autoscaler keeps between; a Job ignores them. */
  readonly replicas: { readonly min: number; readonly max: number };
  readonly resources: ContainerResources;
  /** Percentage of the CPU request at which the autoscaler adds pods. */
  readonly targetCpuUtilization: number;
}

/** Which versions of a service run, and who gets which. */
export interface Release {
  /** Image tag, or tag and digest, that everybody gets. */
  readonly stable: string;
  /** The version on trial, when there is one. */
  readonly canary?: {
    readonly version: string;
    /** Percentage of requests, 0 to 100. Requests with the header `x-canary: true` always reach it. */
    readonly weight: number;
  };
}

/** A server's specification that says which HTTP port it has. */
export type WithHttp = { readonly ports: { readonly http: number } };

/** Declares a server; exists so that its ports and needs keep their exact types. */
export function server<const S extends Omit<ServerSpec, "kind">>(spec: S): S & { readonly kind: "server" } {
  return { kind: "server", ...spec };
}

/** Declares a job; exists so that its needs keep their exact types. */
export function job<const S extends Omit<JobSpec, "kind">>(spec: S): S & { readonly kind: "job" } {
  return { kind: "job", ...spec };
}

/** What is watched, once every output is known. */

/** A workload, a database or a Redis: its name and namespace in Kubernetes. */
export interface Target {
  readonly name: string;
  readonly namespace: string;
}

/** A Redis stream that a consumer group empties. */
export interface Queue {
  /** The Redis that holds it. */
  readonly redis: Target;
  /** Key of the stream. */
  readonly stream: string;
  /** The consumer group whose backlog counts. */
  readonly group: string;
  /** Entries not yet acknowledged, above which somebody is told. */
  readonly maximumBacklog: number;
}

/** What is promised to users, and when falling short of it counts. */
export interface Objectives {
  /** Share of requests that succeed over 30 days: 0.999 leaves a budget of one failure in a thousand. */
  readonly availability: number;
  /** Seconds within which 99 of 100 requests are answered. */
  readonly latencySeconds: number;
  /** Seconds a standby may be behind its primary. */
  readonly replicationLagSeconds: number;
}

/** Everything that rules and panels are made from. */
export interface Watched {
  readonly services: readonly Target[];
  readonly databases: readonly Target[];
  readonly redis: readonly Target[];
  readonly queues: readonly Queue[];
}

export const names = (targets: readonly Target[]) => targets.map(({ name }) => name);

export const namespaces = (targets: readonly Target[]) => targets.map(({ namespace }) => namespace);

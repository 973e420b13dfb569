/**
 * The labels every object carries, in the vocabulary Kubernetes recommends
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/).
 */

/** Which of a workload's deployed versions an object belongs to. */
export const trackLabel = "plinth.dev/track";

/** What an object is, in the words of the recommended labels. */
export interface Identity {
  /** The application: `vote`, `redis`. */
  readonly name: string;
  /** This installation of it, unique within its namespace. Default: the name. */
  readonly instance?: string;
  /** Its role in the system: `web`, `worker`, `cache`, `database`. */
  readonly component: string;
  /** The system it belongs to: `voting`. */
  readonly partOf: string;
}

/** Labels for an object's metadata. A selector uses {@link selectorLabels} instead: these may grow, a selector is immutable. */
export function labels(identity: Identity): Record<string, string> {
  return {
    ...selectorLabels(identity),
    "app.kubernetes.io/component": identity.component,
    "app.kubernetes.io/part-of": identity.partOf,
    "app.kubernetes.io/managed-by": "pulumi",
  };
}

/** The labels that select an application's pods, and nothing else. They never change. */
export function selectorLabels(identity: Pick<Identity, "name" | "instance">): Record<string, string> {
  return {
    "app.kubernetes.io/name": identity.name,
    "app.kubernetes.io/instance": identity.instance ?? identity.name,
  };
}

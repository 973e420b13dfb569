import { demand } from "../../lib/finding.ts";
import type { Plain } from "../../lib/field.ts";
import { effective, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

/** Users below this exist on many nodes and in many images; above it a uid means nothing outside the container. */
const LOWEST_USER = 10001;

const isHighUser = (value: Plain | undefined): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= LOWEST_USER;

export const rule: ResourceRule = {
  id: "k8s-run-as-user",
  kind: "resource",
  title: `Every container runs as a numbered user of at least ${LOWEST_USER}`,
  description:
    "A uid that a user of the node has too carries that user's rights to whatever the container manages to reach there.",
  severity: "medium",
  frameworks: ["PSS restricted", "CKV_K8S_40", "KSV-0020"],
  remediation: `Set securityContext.runAsUser on the pod to ${LOWEST_USER} or more, and build the image for that user.`,
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) => [
      ...demand(
        pod.spec.get("securityContext", "runAsUser"),
        (value) => value === undefined || isHighUser(value),
        `the pod's user is below ${LOWEST_USER}`,
      ),
      ...pod.containers.flatMap((container) =>
        demand(
          effective(pod, container, "runAsUser"),
          isHighUser,
          `${container.title} has no user of ${LOWEST_USER} or more`,
        ),
      ),
    ]),
};

import { demand } from "../../lib/finding.ts";
import type { Plain } from "../../lib/field.ts";
import { effective, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

const isConfined = (value: Plain | undefined): boolean => value === "RuntimeDefault" || value === "Localhost";

export const rule: ResourceRule = {
  id: "k8s-seccomp",
  kind: "resource",
  title: "Every container runs under a seccomp profile",
  description:
    "The runtime's profile closes the system calls that most kernel escapes start with; Kubernetes leaves it off by default.",
  severity: "medium",
  frameworks: ["PSS restricted", "CKV_K8S_31", "KSV-0030", "KSV-0104"],
  remediation: "Set securityContext.seccompProfile.type to RuntimeDefault on the pod; never Unconfined.",
  url: "https://kubernetes.io/docs/tutorials/security/seccomp/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) => [
      ...demand(
        pod.spec.get("securityContext", "seccompProfile", "type"),
        (value) => value === undefined || isConfined(value),
        "the pod's seccomp profile confines nothing",
      ),
      ...pod.containers.flatMap((container) =>
        demand(
          effective(pod, container, "seccompProfile", "type"),
          isConfined,
          `${container.title} runs without a seccomp profile`,
        ),
      ),
    ]),
};

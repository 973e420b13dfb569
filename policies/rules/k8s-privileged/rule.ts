import { demand } from "../../lib/finding.ts";
import { own, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-privileged",
  kind: "resource",
  title: "No container is privileged",
  description:
    "A privileged container has every device and capability of its node: whoever breaks into it owns the node.",
  severity: "critical",
  frameworks: ["PSS baseline", "CIS EKS 4.2.1", "CKV_K8S_16", "KSV-0017"],
  remediation:
    "Remove securityContext.privileged, or set it to false, on every container and init container.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        demand(
          own(container, "privileged"),
          (value) => value === undefined || value === false,
          `${container.title} is privileged`,
        ),
      ),
    ),
};

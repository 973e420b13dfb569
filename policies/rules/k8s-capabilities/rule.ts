import { demand, demandSome } from "../../lib/finding.ts";
import { own, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-capabilities",
  kind: "resource",
  title: "Every container drops all Linux capabilities",
  description:
    "The runtime hands each container fourteen capabilities that a network service does not need and an intruder does.",
  severity: "high",
  frameworks: ["PSS restricted", "CKV_K8S_28", "CKV_K8S_37", "KSV-0003", "KSV-0106", "NSA C-0046"],
  remediation:
    'Set securityContext.capabilities.drop to ["ALL"] on every container; add back NET_BIND_SERVICE at most.',
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      pod.containers.flatMap((container) => [
        ...demandSome(
          own(container, "capabilities", "drop"),
          (value) => value === "ALL",
          `${container.title} keeps capabilities: it does not drop ALL`,
        ),
        ...own(container, "capabilities", "add")
          .items()
          .flatMap((capability) =>
            demand(
              capability,
              (value) => value === "NET_BIND_SERVICE",
              `${container.title} adds a capability other than NET_BIND_SERVICE`,
            ),
          ),
      ]),
    ),
};

import { demand } from "../../lib/finding.ts";
import { own, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-no-priv-escalation",
  kind: "resource",
  title: "No process gains more privileges than its parent",
  description:
    "Without this, a setuid program in the image turns an ordinary user into root; Kubernetes allows it by default.",
  severity: "high",
  frameworks: ["PSS restricted", "CIS EKS 4.2.5", "CKV_K8S_20", "NSA C-0016"],
  remediation: "Set securityContext.allowPrivilegeEscalation to false on every container and init container.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        demand(
          own(container, "allowPrivilegeEscalation"),
          (value) => value === false,
          `${container.title} may gain privileges`,
        ),
      ),
    ),
};

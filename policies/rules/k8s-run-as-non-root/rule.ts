import { demand } from "../../lib/finding.ts";
import { effective, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-run-as-non-root",
  kind: "resource",
  title: "Every container runs as a user other than root",
  description:
    "Root in a container is one kernel fault away from root on the node; the kubelet refuses such a container when told to.",
  severity: "high",
  frameworks: ["PSS restricted", "CKV_K8S_23", "NSA C-0013"],
  remediation: "Set securityContext.runAsNonRoot to true on the pod, and to false on no container.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) => [
      ...demand(
        pod.spec.get("securityContext", "runAsNonRoot"),
        (value) => value !== false,
        "the pod allows its containers to run as root",
      ),
      ...pod.containers.flatMap((container) =>
        demand(
          effective(pod, container, "runAsNonRoot"),
          (value) => value === true,
          `${container.title} may run as root`,
        ),
      ),
    ]),
};

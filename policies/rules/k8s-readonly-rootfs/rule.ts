import { demand } from "../../lib/finding.ts";
import { own, podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-readonly-rootfs",
  kind: "resource",
  title: "Every container's root file system is read-only",
  description:
    "An intruder cannot replace the program or leave tools behind, and a container cannot fill its node's disk unseen.",
  severity: "medium",
  frameworks: ["CKV_K8S_22", "KSV-0014", "NSA C-0017"],
  remediation:
    "Set securityContext.readOnlyRootFilesystem to true; mount an emptyDir with a sizeLimit where the program writes.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      pod.containers.flatMap((container) =>
        demand(
          own(container, "readOnlyRootFilesystem"),
          (value) => value === true,
          `${container.title} can write to its root file system`,
        ),
      ),
    ),
};

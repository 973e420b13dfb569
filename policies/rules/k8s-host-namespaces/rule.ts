import { demand } from "../../lib/finding.ts";
import { podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-host-namespaces",
  kind: "resource",
  title: "No pod shares its node's network, processes or IPC",
  description:
    "On the node's network a pod passes every NetworkPolicy; among its processes it can read and signal all others.",
  severity: "critical",
  frameworks: [
    "PSS baseline",
    "CIS EKS 4.2.2",
    "CIS EKS 4.2.3",
    "CIS EKS 4.2.4",
    "CKV_K8S_17",
    "CKV_K8S_18",
    "CKV_K8S_19",
  ],
  remediation: "Remove hostNetwork, hostPID and hostIPC from the pod, or set them to false.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
  check: (resource) =>
    podsOf(resource).flatMap((pod) =>
      ["hostNetwork", "hostPID", "hostIPC"].flatMap((name) =>
        demand(pod.spec.get(name), (value) => value === undefined || value === false, `the pod sets ${name}`),
      ),
    ),
};

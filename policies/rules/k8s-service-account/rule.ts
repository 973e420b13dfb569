import { demand } from "../../lib/finding.ts";
import { objectsOfKind } from "../../lib/kubernetes.ts";
import { podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-service-account",
  kind: "resource",
  title: "Every pod has its own ServiceAccount, and no token is mounted by itself",
  description:
    "A token in a pod that never calls the API server is a credential left lying about; the account `default` is everybody's.",
  severity: "medium",
  frameworks: ["CIS EKS 4.1.5", "CIS EKS 4.1.6", "CKV_K8S_38", "CKV_K8S_41", "NSA C-0034"],
  remediation:
    "Name a ServiceAccount other than `default`, and set automountServiceAccountToken to false on it and on the pod; "
    + "a pod that calls the API server mounts a projected serviceAccountToken volume.",
  url: "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
  check: (resource) => [
    ...podsOf(resource).flatMap(({ spec }) => [
      ...demand(
        spec.get("serviceAccountName").or(spec.get("serviceAccount")),
        (value) => typeof value === "string" && value !== "" && value !== "default",
        "the pod runs as the namespace's default ServiceAccount",
      ),
      ...demand(
        spec.get("automountServiceAccountToken"),
        (value) => value === false,
        "the pod has an API token mounted",
      ),
    ]),
    ...objectsOfKind(resource, "", "ServiceAccount").flatMap(({ fields }) =>
      demand(
        fields.get("automountServiceAccountToken"),
        (value) => value === false,
        "the ServiceAccount's token is mounted into its pods",
      ),
    ),
  ],
};

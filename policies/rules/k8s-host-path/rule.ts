import { demand } from "../../lib/finding.ts";
import { objectsOfKind } from "../../lib/kubernetes.ts";
import { podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

export const rule: ResourceRule = {
  id: "k8s-host-path",
  kind: "resource",
  title: "No volume is a folder of the node",
  description:
    "A path of the node's own disk reaches the container runtime's socket, other pods' volumes and the kubelet's credentials.",
  severity: "critical",
  frameworks: ["PSS baseline", "CKV_K8S_27", "KSV-0006", "KSV-0023"],
  remediation: "Use an emptyDir, a PersistentVolumeClaim, a projected or a CSI volume instead of hostPath.",
  url: "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
  check: (resource) => [
    ...podsOf(resource).flatMap((pod) =>
      pod.spec
        .get("volumes")
        .items()
        .flatMap((volume) =>
          demand(
            volume.get("hostPath"),
            (value) => value === undefined,
            "the volume mounts a path of the node",
          ),
        ),
    ),
    ...objectsOfKind(resource, "", "PersistentVolume").flatMap((object) =>
      demand(
        object.fields.get("spec", "hostPath"),
        (value) => value === undefined,
        "the volume is a path of the node",
      ),
    ),
  ],
};

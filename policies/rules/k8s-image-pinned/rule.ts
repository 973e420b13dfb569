import { demand } from "../../lib/finding.ts";
import type { Plain } from "../../lib/field.ts";
import { podsOf } from "../../lib/pods.ts";
import type { ResourceRule } from "../../lib/rule.ts";

/** A digest, or a tag other than `latest`; the colon of a registry's port is not a tag's. */
function isPinned(value: Plain | undefined): boolean {
  if (typeof value !== "string") return false;
  if (/@sha256:[0-9a-f]{64}$/.test(value)) return true;
  const [, tag] = /^(?:[^@]*\/)?[^/:@]+:([\w][\w.-]{0,127})$/.exec(value) ?? [];
  return tag !== undefined && tag !== "latest";
}

export const rule: ResourceRule = {
  id: "k8s-image-pinned",
  kind: "resource",
  title: "Every image is pinned to a version",
  description:
    "With `latest` or no tag, two pods of one Deployment run different programs and a rollback brings nothing back.",
  severity: "high",
  frameworks: ["CKV_K8S_14", "CKV_K8S_43", "KSV-0013"],
  remediation:
    "Name the image with a digest (name@sha256:…) or with a version tag; never with `latest` or no tag.",
  url: "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  check: (resource) =>
    podsOf(resource).flatMap((pod) => [
      ...pod.containers.flatMap((container) =>
        demand(
          container.fields.get("image"),
          isPinned,
          `${container.title} has an image without a fixed version`,
        ),
      ),
      ...pod.spec
        .get("volumes")
        .items()
        .flatMap((volume) =>
          demand(
            volume.get("image", "reference"),
            (value) => value === undefined || isPinned(value),
            "the volume has an image without a fixed version",
          ),
        ),
    ]),
};

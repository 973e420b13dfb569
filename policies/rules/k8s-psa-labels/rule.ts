import { holds, not } from "../../lib/answer.ts";
import { demand, where } from "../../lib/finding.ts";
import type { Field } from "../../lib/field.ts";
import { objectsOfKind } from "../../lib/kubernetes.ts";
import { isVendored, vendoredNamespaces } from "../../lib/namespaces.ts";
import type { Context, Finding, ResourceRule } from "../../lib/rule.ts";

const MODES = ["enforce", "warn", "audit"];
const LEVELS: readonly unknown[] = ["privileged", "baseline", "restricted"];

function checkMode(mode: string, namespace: Field, context: Context): Finding[] {
  const label = namespace.get("metadata", "labels", `pod-security.kubernetes.io/${mode}`);
  const version = namespace.get("metadata", "labels", `pod-security.kubernetes.io/${mode}-version`);
  const vendored = holds(namespace.get("metadata", "name"), (name) => isVendored(name, context));
  const isKnownLevel = demand(
    label,
    (value) => LEVELS.includes(value),
    `the namespace does not say what it should ${mode}`,
  );
  const isRestricted = demand(
    label,
    (value) => value === "restricted",
    `the namespace does not ${mode} restricted`,
  );
  return [
    ...where(vendored, isKnownLevel),
    ...where(not(vendored), isRestricted),
    ...demand(
      version,
      (value) => typeof value === "string" && /^v1\.\d+$/.test(value),
      `the namespace does not pin the version of what it should ${mode}`,
    ),
  ];
}

export const rule: ResourceRule = {
  id: "k8s-psa-labels",
  kind: "resource",
  title: "Every namespace enforces Pod Security, ours at the level restricted, at a pinned version",
  description:
    "The labels make the API server itself refuse what this pack did not see; an unpinned version changes with the cluster's.",
  severity: "high",
  frameworks: ["EKS best practices: pod security", "PSS restricted"],
  remediation:
    "Label the namespace with pod-security.kubernetes.io/enforce, warn and audit: restricted, each with its -version: v1.<minor>.",
  url: "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
  parameters: { vendoredNamespaces },
  check: (resource, context) =>
    objectsOfKind(resource, "", "Namespace").flatMap(({ fields }) =>
      MODES.flatMap((mode) => checkMode(mode, fields, context)),
    ),
};

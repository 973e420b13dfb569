import { all, any, holds } from "../../lib/answer.ts";
import type { Answer } from "../../lib/answer.ts";
import { conclude, undecided } from "../../lib/finding.ts";
import type { Field } from "../../lib/field.ts";
import { namespaceOf, objectsOfKind } from "../../lib/kubernetes.ts";
import type { KubernetesObject } from "../../lib/kubernetes.ts";
import { isVendored, vendoredNamespaces } from "../../lib/namespaces.ts";
import { podsOf } from "../../lib/pods.ts";
import type { Pod } from "../../lib/pods.ts";
import type { Finding, StackRule } from "../../lib/rule.ts";

const GROUP = "networking.k8s.io";
const UNCOVERED = "no NetworkPolicy of the pod's namespace denies ingress and egress by default";
const DIRECTIONS = ["Ingress", "Egress"] as const;
type Direction = (typeof DIRECTIONS)[number];

const isEmpty = (field: Field): Answer =>
  field.state === "unknown" ? field : field.items().length === 0 && field.keys().length === 0;

/** Without policyTypes a policy is about ingress; about egress only if it opens some. */
function isAbout(direction: Direction, spec: Field): Answer {
  const types = spec.get("policyTypes");
  if (types.state === "absent") return direction === "Ingress";
  return any(types.items().map((type) => holds(type, (value) => value === direction)));
}

/** What one policy closes for every pod of its namespace. */
interface Denial {
  readonly provider: string | undefined;
  readonly namespace: Field;
  readonly denies: Readonly<Record<Direction, Answer>>;
}

/** A patch may be of a policy that is not there, so it closes nothing. */
function denialOf(policy: KubernetesObject): Denial {
  const spec = policy.fields.get("spec");
  const selectsAll = ["matchLabels", "matchExpressions"].map((key) => isEmpty(spec.get("podSelector", key)));
  const denies = (direction: Direction): Answer =>
    all([!policy.patch, ...selectsAll, isAbout(direction, spec), isEmpty(spec.get(direction.toLowerCase()))]);
  return {
    provider: policy.resource.provider,
    namespace: namespaceOf(policy),
    denies: { Ingress: denies("Ingress"), Egress: denies("Egress") },
  };
}

/** Pods of which the same is to be said. */
function keyOf({ owner }: Pod): string {
  const { value, path, missing } = namespaceOf(owner);
  return JSON.stringify([owner.resource.provider, value, path, missing]);
}

/** What is to be said of each pod of a namespace. Another provider is another cluster. */
function checkNamespace(
  namespace: Field,
  provider: string | undefined,
  denials: readonly Denial[],
): Finding[] {
  if (namespace.state === "unknown") return [undecided(namespace.path, UNCOVERED, namespace)];
  const candidates = denials.filter((denial) => denial.provider === provider);
  return DIRECTIONS.flatMap((direction) => {
    const denied = candidates.map((denial) =>
      all([holds(denial.namespace, (value) => value === namespace.value), denial.denies[direction]]),
    );
    return conclude(
      any(denied),
      namespace.path,
      `no NetworkPolicy of the pod's namespace denies ${direction.toLowerCase()} by default`,
    );
  });
}

export const rule: StackRule = {
  id: "k8s-netpol-coverage",
  kind: "stack",
  title: "Every namespace with pods denies ingress and egress by default",
  description:
    "Pods that no policy selects talk to anything; with a default deny, what is not written down is not reachable.",
  severity: "high",
  frameworks: ["CIS EKS 4.3.2", "CKV2_K8S_6", "NSA C-0030"],
  remediation:
    "Add a NetworkPolicy with an empty podSelector, policyTypes Ingress and Egress and no rules; allow the rest in others.",
  url: "https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-policies",
  parameters: { vendoredNamespaces },
  check(resources, context) {
    const denials = resources.flatMap((each) => objectsOfKind(each, GROUP, "NetworkPolicy").map(denialOf));
    const pods = resources
      .flatMap(podsOf)
      .filter(({ owner }) => !isVendored(namespaceOf(owner).value, context));
    const byNamespace = Map.groupBy(pods, keyOf);
    return [...byNamespace.values()].flatMap((group) => {
      const [{ owner }] = group as [Pod];
      const findings = checkNamespace(namespaceOf(owner), owner.resource.provider, denials);
      return group.flatMap((pod) =>
        findings.map((finding) => ({ ...finding, resource: pod.owner.resource })),
      );
    });
  },
};

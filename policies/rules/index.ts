/** The rules, in the order in which they are reported and documented. A new rule is one line here and one folder. */
import type { Rule } from "../lib/rule.ts";
import { rule as k8sPrivileged } from "./k8s-privileged/rule.ts";
import { rule as k8sHostNamespaces } from "./k8s-host-namespaces/rule.ts";
import { rule as k8sHostPath } from "./k8s-host-path/rule.ts";
import { rule as k8sNoPrivEscalation } from "./k8s-no-priv-escalation/rule.ts";
import { rule as k8sRunAsNonRoot } from "./k8s-run-as-non-root/rule.ts";
import { rule as k8sRunAsUser } from "./k8s-run-as-user/rule.ts";
import { rule as k8sCapabilities } from "./k8s-capabilities/rule.ts";
import { rule as k8sSeccomp } from "./k8s-seccomp/rule.ts";
import { rule as k8sReadonlyRootfs } from "./k8s-readonly-rootfs/rule.ts";
import { rule as k8sResources } from "./k8s-resources/rule.ts";
import { rule as k8sImagePinned } from "./k8s-image-pinned/rule.ts";
import { rule as k8sProbes } from "./k8s-probes/rule.ts";
import { rule as k8sServiceAccount } from "./k8s-service-account/rule.ts";
import { rule as k8sPsaLabels } from "./k8s-psa-labels/rule.ts";
import { rule as k8sNetpolCoverage } from "./k8s-netpol-coverage/rule.ts";
import { rule as istioCanary } from "./istio-canary/rule.ts";
import { rule as istioSubsets } from "./istio-subsets/rule.ts";
import { rule as awsEksEndpoint } from "./aws-eks-endpoint/rule.ts";
import { rule as awsEksData } from "./aws-eks-data/rule.ts";
import { rule as awsSgIngress } from "./aws-sg-ingress/rule.ts";

export const rules: readonly Rule[] = [
  k8sPrivileged,
  k8sHostNamespaces,
  k8sHostPath,
  k8sNoPrivEscalation,
  k8sRunAsNonRoot,
  k8sRunAsUser,
  k8sCapabilities,
  k8sSeccomp,
  k8sReadonlyRootfs,
  k8sResources,
  k8sImagePinned,
  k8sProbes,
  k8sServiceAccount,
  k8sPsaLabels,
  k8sNetpolCoverage,
  istioCanary,
  istioSubsets,
  awsEksEndpoint,
  awsEksData,
  awsSgIngress,
];

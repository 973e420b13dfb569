import { demandGiven, demandSome } from "../../lib/finding.ts";
import { Field } from "../../lib/field.ts";
import type { ResourceRule } from "../../lib/rule.ts";

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const rule: ResourceRule = {
  id: "aws-eks-data",
  kind: "resource",
  title: "The cluster encrypts its secrets with our own key and logs its whole control plane",
  description:
    "Secrets in etcd are readable to whoever gets a snapshot; without audit logs nobody can say what an intruder did.",
  severity: "high",
  frameworks: ["CIS EKS 5.3.1", "CIS EKS 2.1.1", "CKV_AWS_58", "CKV_AWS_37"],
  remediation:
    'Set encryptionConfig.resources to ["secrets"] with provider.keyArn, and enabledClusterLogTypes to '
    + `${LOG_TYPES.join(", ")}.`,
  url: "https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html",
  check(resource) {
    if (resource.type !== "aws:eks/cluster:Cluster") return [];
    const cluster = Field.of(resource.properties);
    return [
      ...demandSome(
        cluster.get("encryptionConfig", "resources"),
        (value) => value === "secrets",
        "the cluster does not encrypt its secrets",
      ),
      ...demandGiven(
        cluster.get("encryptionConfig", "provider", "keyArn"),
        "the cluster does not encrypt with a key of ours",
      ),
      ...LOG_TYPES.flatMap((type) =>
        demandSome(
          cluster.get("enabledClusterLogTypes"),
          (value) => value === type,
          `the cluster does not write the ${type} log`,
        ),
      ),
    ];
  },
};

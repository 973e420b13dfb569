import { any, holds } from "../../lib/answer.ts";
import { conclude, isGiven, where } from "../../lib/finding.ts";
import { podsOf } from "../../lib/pods.ts";
import type { Container } from "../../lib/pods.ts";
import type { Finding, ResourceRule } from "../../lib/rule.ts";

const HANDLERS = ["httpGet", "grpc", "tcpSocket", "exec"];

/** A probe with a handler; an empty probe checks nothing. */
function checkProbe(container: Container, name: string): Finding[] {
  const probe = container.fields.get(name);
  const handled = any(HANDLERS.map((handler) => isGiven(probe.get(handler))));
  return conclude(handled, probe.path, `${container.title} has no ${name}`);
}

const checkProbes = (container: Container): readonly Finding[] =>
  ["readinessProbe", "livenessProbe"].flatMap((name) => checkProbe(container, name));

/** Main containers, and the init containers that keep running beside them: only those may say so. */
function checkContainer(container: Container): readonly Finding[] {
  if (container.role === "container") return checkProbes(container);
  return where(
    holds(container.fields.get("restartPolicy"), (value) => value === "Always"),
    checkProbes(container),
  );
}

export const rule: ResourceRule = {
  id: "k8s-probes",
  kind: "resource",
  title: "Every container that keeps running has a readiness and a liveness probe",
  description:
    "Without readiness, traffic reaches a pod that cannot serve; without liveness, a pod that hangs stays.",
  severity: "medium",
  frameworks: ["CKV_K8S_8", "CKV_K8S_9"],
  remediation: "Give the container a readinessProbe and a livenessProbe, each with its own handler.",
  url: "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
  check: (resource) =>
    podsOf(resource)
      .filter(({ owner }) => owner.kind !== "Job" && owner.kind !== "CronJob")
      .flatMap((pod) =>
        where(
          holds(pod.spec.get("restartPolicy"), (value) => value === undefined || value === "Always"),
          pod.containers.flatMap(checkContainer),
        ),
      ),
};

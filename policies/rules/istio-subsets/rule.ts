import { all, any, holds } from "../../lib/answer.ts";
import type { Answer } from "../../lib/answer.ts";
import { conclude, undecided } from "../../lib/finding.ts";
import type { Field } from "../../lib/field.ts";
import { namespaceOf, objectsOfKind } from "../../lib/kubernetes.ts";
import type { KubernetesObject } from "../../lib/kubernetes.ts";
import type { Finding, StackRule } from "../../lib/rule.ts";

const GROUP = "networking.istio.io";
const UNDEFINED =
  "no DestinationRule defines the subset for this host, so that its share of the traffic gets a 503";

/** A host as the mesh resolves it: `vote` in the namespace voting is `vote.voting.svc.cluster.local`. */
function fullHost(host: unknown, namespace: unknown): string {
  const short = String(host).replace(/(\.svc)?(\.cluster\.local)?\.?$/, "");
  const [name, own = String(namespace), ...rest] = short.split(".");
  return rest.length > 0 ? String(host) : `${name}.${own}.svc.cluster.local`;
}

function defines(candidate: KubernetesObject, host: string, subset: unknown): Answer {
  const own = candidate.fields.get("spec", "host");
  const names = candidate.fields.get("spec", "subsets").items();
  return all([
    own.state === "unknown"
      ? own
      : holds(namespaceOf(candidate), (value) => fullHost(own.value, value) === host),
    any(names.map((item) => holds(item.get("name"), (value) => value === subset))),
  ]);
}

function checkDestination(
  destination: Field,
  namespace: Field,
  candidates: readonly KubernetesObject[],
): Finding[] {
  const [host, subset] = [destination.get("host"), destination.get("subset")];
  if (subset.state === "absent") return [];
  const lacking = [host, subset, namespace].find(({ state }) => state === "unknown");
  if (lacking) return [undecided(subset.path, UNDEFINED, lacking)];
  const wanted = fullHost(host.value, namespace.value);
  const defined = any(candidates.map((candidate) => defines(candidate, wanted, subset.value)));
  return conclude(defined, subset.path, UNDEFINED);
}

const destinationsOf = (service: KubernetesObject): Field[] =>
  ["http", "tls", "tcp"].flatMap((protocol) =>
    service.fields
      .get("spec", protocol)
      .items()
      .flatMap((route) => [
        ...route
          .get("route")
          .items()
          .map((share) => share.get("destination")),
        route.get("mirror"),
      ]),
  );

function checkService(service: KubernetesObject, rules: readonly KubernetesObject[]): Finding[] {
  // Another provider is another cluster.
  const candidates = rules.filter(({ resource }) => resource.provider === service.resource.provider);
  return destinationsOf(service).flatMap((destination) =>
    checkDestination(destination, namespaceOf(service), candidates),
  );
}

export const rule: StackRule = {
  id: "istio-subsets",
  kind: "stack",
  title: "Every subset that a VirtualService routes to is defined",
  description:
    "A route to a subset that no DestinationRule defines answers 503, and only to the users who are sent there.",
  severity: "high",
  frameworks: ["Istio IST0101"],
  remediation: "Define the subset in the DestinationRule of the same host, or correct its name in the route.",
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0101/",
  check(resources) {
    const destinationRules = resources.flatMap((each) => objectsOfKind(each, GROUP, "DestinationRule"));
    return resources.flatMap((resource) =>
      objectsOfKind(resource, GROUP, "VirtualService")
        .flatMap((service) => checkService(service, destinationRules))
        .map((finding) => ({ ...finding, resource })),
    );
  },
};

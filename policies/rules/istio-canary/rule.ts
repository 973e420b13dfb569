import { all, any, holds } from "../../lib/answer.ts";
import type { Answer } from "../../lib/answer.ts";
import { conclude, undecided, violation } from "../../lib/finding.ts";
import type { Field } from "../../lib/field.ts";
import { objectsOfKind } from "../../lib/kubernetes.ts";
import type { Finding, ResourceRule } from "../../lib/rule.ts";

const NO_DEFAULT = "the last route has a condition, so that requests which meet none get a 404";
const NOT_ALL = "the weights of the route do not add up to 100";

/** The last route must have no match, or one that every request meets. */
function checkDefault(http: Field): Finding[] {
  if (http.state === "absent") return [];
  const conditions = http.items().at(-1)?.get("match").items();
  const isDefault = conditions && (conditions.length === 0 || any(conditions.map(meetsAll)));
  return conclude(isDefault ?? false, http.path, NO_DEFAULT);
}

/** Nothing but a name, or the prefix that every path has. */
function meetsAll(condition: Field): Answer {
  if (condition.state === "unknown") return condition;
  return all(
    condition.keys().map((key) => {
      if (key === "name") return true;
      if (key === "uri") return holds(condition.get("uri", "prefix"), (value) => value === "/");
      return holds(condition.get(key), (value) => value === undefined);
    }),
  );
}

/** A destination without weight gets nothing beside others, and everything where it is alone. */
function checkWeights(route: Field): Finding[] {
  const destinations = route.get("route").items();
  const weights = destinations.map((destination) => destination.get("weight"));
  const path = route.get("route").path;
  const lacking = weights.find(({ state }) => state === "unknown");
  if (lacking) return [undecided(path, NOT_ALL, lacking)];
  if (weights.length === 0 || (weights.length === 1 && weights[0]?.state === "absent")) return [];
  const sum = weights.reduce((total, { value }) => total + (typeof value === "number" ? value : 0), 0);
  return sum === 100 ? [] : [violation(path, NOT_ALL)];
}

export const rule: ResourceRule = {
  id: "istio-canary",
  kind: "resource",
  title: "A VirtualService ends in an unconditional route, and its weights add up to 100",
  description:
    "A canary by header alone leaves every other user without a route; weights that do not add up shift more traffic than was meant.",
  severity: "high",
  frameworks: ["Istio IST0130", "Istio IST0131"],
  remediation: "Put a route without match last, and give its destinations weights that add up to 100.",
  url: "https://istio.io/latest/docs/reference/config/networking/virtual-service/",
  check: (resource) =>
    objectsOfKind(resource, "networking.istio.io", "VirtualService").flatMap(({ fields }) => [
      ...checkDefault(fields.get("spec", "http")),
      ...["http", "tls", "tcp"].flatMap((protocol) =>
        fields.get("spec", protocol).items().flatMap(checkWeights),
      ),
    ]),
};

/** PromQL selectors, with their quoting done in one place. */
import type { MetricName, RecordedName } from "./metrics.ts";

/** Label to what it must be: one value, any of several, or a regular expression. */
export type Matchers = Readonly<Record<string, string | readonly string[] | RegExp>>;

/** An instant vector selector: `up{namespace="shop",service=~"a|b"}`. Braces are always there. */
export function select(metric: MetricName | RecordedName, matchers: Matchers = {}): string {
  const parts = Object.entries(matchers).map(([label, value]) => {
    if (typeof value === "string") return `${label}=${quote(value)}`;
    const pattern =
      value instanceof RegExp ? value.source : [...new Set(value)].toSorted().map(literal).join("|");
    return `${label}=~${quote(pattern)}`;
  });
  return `${metric}{${parts.join(",")}}`;
}

/** The pods of a StatefulSet, or of anything else that numbers its pods: `<name>-<number>`. */
export function numberedPods(name: string): RegExp {
  return new RegExp(`${literal(name)}-[0-9]+`);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/** PromQL takes Go's escapes, which are JSON's. Its lexer refuses U+FFFD unless it is escaped. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\ufffd", String.raw`\ufffd`);
}

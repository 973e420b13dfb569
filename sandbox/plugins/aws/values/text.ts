/** Text of a property for messages, names and comparison: what is no text already is written as JSON. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

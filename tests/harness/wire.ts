/** Values as they travel from a program to the engine, turned into plain ones. */

/** Stands for a value that a preview cannot know. */
export const unknown = "<unknown>";

const unknownOnTheWire = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";
const resource = "5cf8f73096256a8f31e491e813e4eb8e";

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same value with secrets opened, resources as `{ urn, id }` and unknown values as {@link unknown}. */
export function plain(value: unknown): unknown {
  if (value === unknownOnTheWire) return unknown;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) return value;
  if (value[signature] === secret) return plain(value["value"]);
  if (value[signature] === resource) return { urn: value["urn"], id: plain(value["id"] ?? "") };
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsSecret);
  if (!isRecord(value)) return false;
  return value[signature] === secret || Object.values(value).some(holdsSecret);
}

/** Names of the properties that hold a secret at any depth. */
export function secretProperties(properties: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(properties).filter((key) => holdsSecret(properties[key]));
}

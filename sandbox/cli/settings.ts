/**
 * The engine's copy of a stack's settings file.
 *
 * The engine writes into the file that it reads: an encryption salt, and whatever `pulumi config set` is told.
 * It is given a copy, so that the tracked file changes only where its owner asked for it: plain configuration that
 * was changed in the copy goes back into the tracked file, secrets stay in the copy, since they are encrypted with
 * the sandbox's own passphrase and nobody else could read them.
 */
import { isMap, parse, type Document } from "yaml";
import { UserError } from "../errors.ts";
import { parseYaml } from "./yaml.ts";

/** A stack's configuration as data: full key to value. */
type Settings = Readonly<Record<string, unknown>>;

/** What the engine keeps in the file about encryption; never taken from the tracked file, never brought to it. */
const ENCRYPTION_FIELDS = ["encryptionsalt", "encryptedkey", "secretsprovider"];

/** The text of a settings file, and the name by which messages call it. */
export interface SettingsText {
  readonly file: string;
  readonly text: string;
}

export interface CopyOptions {
  /** The encryption salt that the stack's state was written with; the previous copy's when not said. */
  readonly salt?: string;
  /** Leave secrets out that the sandbox has no value for; false when not said. */
  readonly tolerateForeignSecrets?: boolean;
}

/**
 * The copy's text, from the tracked file and from the previous copy.
 *
 * @throws UserError when the YAML is broken, or when the tracked file holds a secret that only another secrets
 * provider can read and the sandbox has no value of its own for it
 */
export function renderCopy(tracked: SettingsText, previousCopy?: string, options: CopyOptions = {}): string {
  const document = parseYaml(tracked.text, tracked.file);
  if (document.contents !== null && !isMap(document.contents)) {
    throw new UserError(tracked.file, "is not a map of settings", "Put the configuration under `config:`");
  }
  const previous = parseYaml(previousCopy ?? "", "the engine's copy");
  if (isMap(document.contents)) {
    ENCRYPTION_FIELDS.forEach((field) => document.delete(field));
  }
  const own = secretsOf(configOf(previous));
  for (const key of Object.keys(secretsOf(configOf(document)))) {
    if (key in own) {
      continue;
    }
    if (options.tolerateForeignSecrets === true) {
      document.deleteIn(["config", key]);
    } else {
      throw new UserError(
        `${tracked.file}: ${key}`,
        "is encrypted, and the sandbox has no key to it",
        `Give the sandbox a value of its own: npm run sandbox -- pulumi config set --secret ${key} <value>`,
      );
    }
  }
  for (const [key, value] of Object.entries(own)) {
    document.setIn(["config", key], document.createNode(value));
  }
  const kept = options.salt ?? (isMap(previous.contents) ? previous.get("encryptionsalt") : undefined);
  if (typeof kept === "string") {
    document.set("encryptionsalt", kept);
  }
  return document.contents === null ? "{}\n" : print(document);
}

/**
 * The tracked file's text after what was changed from `base` to `copy` was done to it too; comments stay.
 * Answers the keys that were changed, and the secret ones that stayed behind.
 */
export function bringBack(
  tracked: SettingsText,
  base: string,
  copy: string,
): { readonly text: string; readonly changed: readonly string[]; readonly kept: readonly string[] } {
  const before = configOf(parseYaml(base, "the engine's copy"));
  const after = configOf(parseYaml(copy, "the engine's copy"));
  const document = parseYaml(tracked.text, tracked.file);
  const changed: string[] = [];
  const kept: string[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (same(before[key], after[key])) {
      continue;
    }
    if (holdsSecret(after[key])) {
      kept.push(key);
      continue;
    }
    changed.push(key);
    change(document, ["config", key], before[key], after[key]);
  }
  return { text: changed.length === 0 ? tracked.text : print(document), changed, kept };
}

/** Makes at `path` of the document the change from `before` to `after`, touching no more than that. */
function change(document: Document, path: readonly string[], before: unknown, after: unknown): void {
  if (same(before, after)) {
    return;
  }
  if (after === undefined) {
    document.deleteIn(path);
  } else if (isRecord(before) && isRecord(after) && isMap(document.getIn(path))) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      change(document, [...path, key], before[key], after[key]);
    }
  } else {
    // A plain value replaces the value of the node that is there, whose comment stays.
    document.setIn(path, typeof after === "object" ? document.createNode(after) : typedLike(before, after));
  }
}

function print(document: Document): string {
  return document.toString({ lineWidth: 0 });
}

/** True where the value, or anything in it, is encrypted: Pulumi writes `{ secure: <ciphertext> }`. */
export function holdsSecret(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(holdsSecret);
  }
  if (!isRecord(value)) {
    return false;
  }
  const entries = Object.entries(value);
  const [first] = entries;
  return (
    (entries.length === 1 && first?.[0] === "secure" && typeof first[1] === "string")
    || entries.some(([, inner]) => holdsSecret(inner))
  );
}

function secretsOf(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => holdsSecret(value)));
}

function configOf(document: Document): Settings {
  const config: unknown = (document.toJS() as { config?: unknown } | null)?.config;
  return isRecord(config) ? config : {};
}

/** The engine writes numbers and truth values as strings when it rewrites the file: that is no change. */
function same(one: unknown, other: unknown): boolean {
  const asText = (_: string, value: unknown) =>
    typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return JSON.stringify(one, asText) === JSON.stringify(other, asText);
}

/** `"4"` as a number or a truth value where there was one before. */
function typedLike(before: unknown, after: unknown): unknown {
  const isTyped = typeof before === "number" || typeof before === "boolean";
  if (!isTyped || typeof after !== "string") {
    return after;
  }
  const parsed: unknown = parse(after);
  return typeof parsed === typeof before && String(parsed) === after ? parsed : after;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

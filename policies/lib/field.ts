/**
 * Reading plain data in which some values are not known yet.
 *
 * During a preview a value may depend on a resource that does not exist so far. The engine then puts a fixed
 * sentinel string in its place, in properties as in exported state. A {@link Field} keeps that case apart from
 * "not there at all", for the value itself and for everything below it.
 */

/** JSON as it comes out of a host: a manifest, a resource's properties, a state file. */
export type Plain = null | boolean | number | string | readonly Plain[] | PlainObject;

export interface PlainObject {
  readonly [key: string]: Plain;
}

/** The sentinel for a string; the one that the engine uses in practice. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine's sentinels: boolean, number, string, array, asset, archive, object (sdk `runtime/rpc`). */
const SENTINELS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  UNKNOWN,
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const isUnknown = (value: unknown): boolean => SENTINELS.has(value);

export type FieldState = "known" | "unknown" | "absent";

/** One place in a resource: where it is, and what can be said of its value. Never throws, whatever the data. */
export class Field {
  /** As a person writes it: `spec.containers[0].image`; `[*]` is some item of a list that is not known. */
  readonly path: string;
  readonly state: FieldState;
  /** Set when `state` is "known"; null counts as absent, as it does for Kubernetes and for the engine. */
  readonly value: Plain | undefined;
  /** Set when `state` is "unknown": the path of the value that is lacking, this one or one above it. */
  readonly missing: string | undefined;

  private constructor(path: string, value: Plain | undefined, missing?: string) {
    this.path = path;
    if (missing !== undefined || isUnknown(value)) {
      this.state = "unknown";
      this.missing = missing ?? path;
    } else {
      this.state = value === undefined || value === null ? "absent" : "known";
      this.value = value ?? undefined;
    }
  }

  /** The root of a resource's properties. */
  static of(properties: Plain | undefined): Field {
    return new Field("", properties);
  }

  /** The field under these keys. Below an unknown field all is unknown, below anything but an object absent. */
  get(...keys: readonly string[]): Field {
    return keys.reduce<Field>((field, key) => field.child(join(field.path, key), key), this);
  }

  /** The items of a list; for a list that is not known, one unknown item that stands for whatever is in it. */
  items(): Field[] {
    if (this.state === "unknown") return [new Field(`${this.path}[*]`, undefined, this.missing)];
    if (!Array.isArray(this.value)) return [];
    return this.value.map((item: Plain, index) => new Field(`${this.path}[${index}]`, item));
  }

  /** The keys of an object, in its own order. */
  keys(): string[] {
    return isObject(this.value) ? Object.keys(this.value) : [];
  }

  /** This field, or the value of another where this one is absent: how a container inherits from its pod. */
  or(fallback: Field): Field {
    return this.state === "absent" ? new Field(this.path, fallback.value, fallback.missing) : this;
  }

  private child(path: string, key: string): Field {
    if (this.state === "unknown") return new Field(path, undefined, this.missing);
    return new Field(
      path,
      isObject(this.value) && Object.hasOwn(this.value, key) ? this.value[key] : undefined,
    );
  }
}

function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}["${key}"]`;
  return path === "" ? key : `${path}.${key}`;
}

/**
 * Which kinds an API server serves and under which paths, remembered per API version.
 */
import type { Connection } from "./connection.ts";
import { isNotFound, NotServedError } from "./errors.ts";
import { objectsAt, stringAt } from "./object.ts";

/** How a kind is served. */
export interface ServedKind {
  readonly kind: string;
  /** Plural name in paths, e.g. `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** Path of its API version, e.g. `/apis/apps/v1`. */
  readonly base: string;
}

export class Discovery {
  readonly #connection: Connection;
  readonly #versions = new Map<string, Promise<Map<string, ServedKind>>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * How `kind` is served. A kind that is not known is asked for again, since a
   * CustomResourceDefinition may have arrived in the meantime.
   *
   * @throws NotServedError when the server has no such kind
   */
  async find(apiVersion: string, kind: string): Promise<ServedKind> {
    const remembered = await this.#kinds(apiVersion);
    const known = remembered.get(kind);
    if (known !== undefined) {
      return known;
    }
    this.#versions.delete(apiVersion);
    const fresh = await this.#kinds(apiVersion);
    const found = fresh.get(kind);
    if (found === undefined) {
      throw new NotServedError(apiVersion, kind, [...fresh.keys()].toSorted());
    }
    return found;
  }

  #kinds(apiVersion: string): Promise<Map<string, ServedKind>> {
    let kinds = this.#versions.get(apiVersion);
    if (kinds === undefined) {
      kinds = this.#ask(apiVersion);
      this.#versions.set(apiVersion, kinds);
      kinds.catch(() => this.#versions.delete(apiVersion));
    }
    return kinds;
  }

  async #ask(apiVersion: string): Promise<Map<string, ServedKind>> {
    const base = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const kinds = new Map<string, ServedKind>();
    try {
      const { body } = await this.#connection.request("GET", base);
      for (const resource of objectsAt(body, "resources")) {
        const plural = stringAt(resource, "name") ?? "";
        const kind = stringAt(resource, "kind") ?? "";
        if (!plural.includes("/")) {
          kinds.set(kind, { kind, plural, namespaced: resource["namespaced"] === true, base });
        }
      }
    } catch (error) {
      if (!isNotFound(error)) {
        throw error;
      }
    }
    return kinds;
  }
}

/**
 * The instances of one served provider, by the address of the connection that each belongs to.
 */
import { Instance } from "./instance.ts";
import type { ProviderFactory } from "./provider.ts";

export class Instances {
  readonly #factory: ProviderFactory;
  readonly #engineAddress: string | undefined;
  readonly #byPeer = new Map<string, Instance>();
  readonly #closing = new Set<Promise<void>>();

  constructor(factory: ProviderFactory, engineAddress: string | undefined) {
    this.#factory = factory;
    this.#engineAddress = engineAddress;
  }

  /** The instance of a connection, made on its first call. */
  find(peer: string): Instance {
    let instance = this.#byPeer.get(peer);
    if (instance === undefined) {
      instance = new Instance(this.#factory, this.#engineAddress);
      this.#byPeer.set(peer, instance);
    }
    return instance;
  }

  /** Lets the instance of a closed connection go. */
  release(peer: string): void {
    const instance = this.#byPeer.get(peer);
    this.#byPeer.delete(peer);
    if (instance !== undefined) {
      const closed = instance.close().catch(() => undefined);
      this.#closing.add(closed);
      void closed.finally(() => this.#closing.delete(closed));
    }
  }

  /** Lets all of them go, and waits until they have. */
  async close(): Promise<void> {
    for (const peer of this.#byPeer.keys()) {
      this.release(peer);
    }
    await Promise.all(this.#closing);
  }
}

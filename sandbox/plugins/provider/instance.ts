/**
 * One connection of one engine: a provider instance and what belongs to it.
 */
import { ComponentProcess } from "./components.ts";
import { EngineLog } from "./engine-log.ts";
import type { Provider, ProviderContext, ProviderFactory, Severity } from "./provider.ts";

export class Instance {
  readonly provider: Provider;
  readonly #abort = new AbortController();
  #engineAddress: string | undefined;
  #log: EngineLog | undefined;
  #components: ComponentProcess | undefined;

  constructor(factory: ProviderFactory, engineAddress: string | undefined) {
    this.attach(engineAddress);
    this.provider = factory(this.#context());
  }

  /** Remembers which engine is at the other end. */
  attach(engineAddress: string | undefined): void {
    if (engineAddress !== undefined && engineAddress !== "" && engineAddress !== this.#engineAddress) {
      this.#log?.close();
      this.#engineAddress = engineAddress;
      this.#log = new EngineLog(engineAddress);
    }
  }

  components(): ReturnType<ComponentProcess["client"]> {
    const { components, name } = this.provider;
    if (components === undefined) {
      throw new Error(`the sandbox's ${name} provider serves no remote components`);
    }
    if (this.#engineAddress === undefined) {
      throw new Error(
        `the sandbox's ${name} provider was asked for a component before an engine attached to it`,
      );
    }
    this.#components ??= new ComponentProcess(components);
    return this.#components.client(this.#engineAddress);
  }

  cancel(): void {
    this.#abort.abort(new Error("cancelled"));
  }

  async close(): Promise<void> {
    this.cancel();
    this.#components?.close();
    await this.provider.close?.();
    this.#log?.close();
  }

  #context(): ProviderContext {
    return {
      log: (severity: Severity, message: string, urn?: string) => this.#log?.log(severity, message, urn),
      progress: (message: string, urn: string) => this.#log?.log("info", message, urn, true),
      signal: this.#abort.signal,
      engineAddress: () => this.#engineAddress,
    };
  }
}

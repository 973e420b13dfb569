/**
 * Messages to the user through the engine that runs the operation.
 */
import { engine, engineService, grpc } from "./protocol.ts";
import type { Severity } from "./provider.ts";

const SEVERITY = {
  debug: engine.LogSeverity.DEBUG,
  info: engine.LogSeverity.INFO,
  warning: engine.LogSeverity.WARNING,
  error: engine.LogSeverity.ERROR,
} as const;

export class EngineLog {
  readonly #client: InstanceType<typeof engineService.EngineClient>;

  constructor(address: string) {
    this.#client = new engineService.EngineClient(address, grpc.credentials.createInsecure());
  }

  /** An ephemeral message is shown while the operation runs and not kept. */
  log(severity: Severity, message: string, urn = "", ephemeral = false): void {
    const request = new engine.LogRequest();
    request.setSeverity(SEVERITY[severity]);
    request.setMessage(message);
    request.setUrn(urn);
    request.setEphemeral(ephemeral);
    this.#client.log(request, () => {
      // An engine that no longer listens has ended its run; there is nobody left to tell.
    });
  }

  close(): void {
    this.#client.close();
  }
}

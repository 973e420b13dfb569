/**
 * The second process of a provider that serves remote components: `pulumi.provider.main` answers
 * `construct` there, and this side passes the calls on.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { grpc, MAXIMUM_MESSAGE, providerService } from "./protocol.ts";

type Client = InstanceType<typeof providerService.ResourceProviderClient>;

export class ComponentProcess {
  readonly #module: URL;
  #child: ChildProcess | undefined;
  #client: Promise<Client> | undefined;

  constructor(module: URL) {
    this.#module = module;
  }

  /** The client of the process, which is started on first use. */
  client(engineAddress: string): Promise<Client> {
    this.#client ??= this.#start(engineAddress);
    return this.#client;
  }

  close(): void {
    void this.#client?.then((client) => client.close()).catch(() => undefined);
    this.#child?.kill();
  }

  async #start(engineAddress: string): Promise<Client> {
    const path = fileURLToPath(this.#module);
    const child = spawn(process.execPath, [path, engineAddress], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    const lines = createInterface({ input: child.stdout });
    const port = await Promise.race([
      once(lines, "line").then(([line]) => String(line).trim()),
      once(child, "exit").then(([code]) => {
        throw new Error(`the component process ${path} ended with code ${String(code)} before it listened`);
      }),
    ]);
    return new providerService.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
      {
        "grpc.max_receive_message_length": MAXIMUM_MESSAGE,
        "grpc.max_send_message_length": MAXIMUM_MESSAGE,
      },
    );
  }
}

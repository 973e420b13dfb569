/**
 * Serves a provider on the loopback interface, one instance per connection.
 */
import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { Instances } from "./instances.ts";
import { grpc, MAXIMUM_MESSAGE, providerService } from "./protocol.ts";
import type { ProviderFactory } from "./provider.ts";
import { createService } from "./service.ts";

export interface ServeOptions {
  /** The engine to report to until another attaches; the plugin protocol gives it as first argument. */
  readonly engineAddress?: string;
}

export interface ServedProvider {
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Stops listening, closes every connection, and resolves when all instances have let go. */
  close(): Promise<void>;
}

/**
 * Starts serving. Several engines may connect, and one engine with several configurations: each connection gets an
 * instance of its own from `factory`, closed together with the connection.
 */
export async function serveProvider(
  factory: ProviderFactory,
  options: ServeOptions = {},
): Promise<ServedProvider> {
  const instances = new Instances(factory, options.engineAddress);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAXIMUM_MESSAGE,
    "grpc.max_send_message_length": MAXIMUM_MESSAGE,
  });
  server.addService(
    providerService.ResourceProviderService,
    createService((peer) => instances.find(peer)),
  );
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    const peer = `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      instances.release(peer);
    });
    injector.injectConnection(socket);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const close = async (): Promise<void> => {
    listener.close();
    server.forceShutdown();
    injector.destroy();
    for (const socket of sockets) {
      socket.destroy();
    }
    await instances.close();
  };
  return { port: (listener.address() as AddressInfo).port, close };
}

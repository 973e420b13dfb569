/**
 * The ports of one control plane: chosen once, then kept, since kubeconfigs and what is written with them name them.
 */
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../errors.ts";
import { withLock } from "../toolchain/lock.ts";
import { layoutOf, readJson, writeJson, type Layout } from "./layout.ts";

/** Milliseconds that a port may stay taken: a process that was killed holds its ports until its last thread has ended. */
const PATIENCE = 3_000;

/** TCP ports on 127.0.0.1. */
export interface Ports {
  readonly apiServer: number;
  readonly etcdClient: number;
  readonly etcdPeer: number;
}

/** The first port that is tried, when nothing else is said. */
const DEFAULT_BASE_PORT = 16_443;
/** Planes are this far apart, so that the API servers of several are easy to tell by their numbers. */
const STRIDE = 10;
/** Linux gives the ports above to outgoing connections, so that one of them may be taken while its server is down. */
const HIGHEST_PORT = 32_767;

/**
 * The ports that a state directory remembers; else three free ones in a row, remembered from now on.
 * Ports that a control plane in a neighbouring folder remembers are not free, even while it is stopped.
 */
export async function choosePorts(layout: Layout, basePort = DEFAULT_BASE_PORT): Promise<Ports> {
  const remembered = await readJson<Ports>(layout.ports);
  if (remembered !== undefined) {
    return remembered;
  }
  // Two planes that start for the first time at once must not choose the same ports.
  return withLock(join(dirname(layout.directory), ".ports.lock"), () => chooseNew(layout, basePort));
}

async function chooseNew(layout: Layout, basePort: number): Promise<Ports> {
  const taken = await neighboursPorts(layout);
  for (let base = basePort; base + 2 <= HIGHEST_PORT; base += STRIDE) {
    const candidate = [base, base + 1, base + 2] as const;
    const free = await Promise.all(candidate.map(async (port) => !taken.has(port) && (await isFree(port))));
    if (free.every(Boolean)) {
      const ports: Ports = { apiServer: base, etcdClient: base + 1, etcdPeer: base + 2 };
      await writeJson(layout.ports, ports);
      return ports;
    }
  }
  throw new UserError(
    layout.directory,
    `no three free ports in a row from ${basePort} upward on 127.0.0.1`,
    "Stop what listens there, or choose another base port",
  );
}

/**
 * Refuses to start on remembered ports that somebody else has taken in the meantime.
 *
 * @throws UserError naming the port, the folder and the remedy
 */
export async function requireFree(layout: Layout, ports: readonly number[]): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  for (const port of ports) {
    while (!(await isFree(port))) {
      if (Date.now() < deadline) {
        await pause(20);
        continue;
      }
      throw new UserError(
        `port ${port} on 127.0.0.1`,
        `the control plane in ${layout.directory} has used it before, and now something else listens there`,
        `Stop that program (\`ss -ltnp 'sport = :${port}'\` names it) and run the command again; or, if it has to stay, give up this control plane and all that is in it: rm -r '${layout.directory}'`,
      );
    }
  }
}

/** The API server's address. */
export function serverOf(ports: Ports): string {
  return `https://127.0.0.1:${ports.apiServer}`;
}

async function neighboursPorts(layout: Layout): Promise<Set<number>> {
  const parent = dirname(layout.directory);
  const taken = new Set<number>();
  for (const name of await readdir(parent)) {
    const ports = await readJson<Ports>(layoutOf(join(parent, name)).ports).catch(() => undefined);
    Object.values(ports ?? {}).forEach((port: number) => taken.add(port));
  }
  return taken;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

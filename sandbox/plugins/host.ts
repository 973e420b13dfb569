/**
 * One process that serves all stand-in providers, each on a port of its own on 127.0.0.1.
 *
 * Prints one line of JSON, `{"kubernetes":41001,"random":41002,…}`, when all of them listen, and ends when its
 * standard input closes, so that it never outlives whoever started it.
 */
import { serveProvider, type ProviderFactory, type ServedProvider } from "./provider/index.ts";

const FACTORIES: Readonly<Record<string, () => Promise<{ createProvider: ProviderFactory }>>> = {
  kubernetes: () => import("./kubernetes/provider.ts"),
  random: () => import("./random/provider.ts"),
  aws: () => import("./aws/provider.ts"),
  eks: () => import("./eks/provider.ts"),
};

const served = new Map<string, ServedProvider>();
await Promise.all(
  Object.entries(FACTORIES).map(async ([name, load]) => {
    const { createProvider } = await load();
    served.set(name, await serveProvider(createProvider));
  }),
);

/** The longest that providers may take to let go, in milliseconds. */
const GRACE = 5000;
let stopping = false;

async function stop(): Promise<void> {
  if (!stopping) {
    stopping = true;
    setTimeout(() => process.exit(1), GRACE).unref();
    await Promise.all([...served.values()].map((provider) => provider.close()));
    process.exit(0);
  }
}

process.stdin.once("close", () => void stop()).resume();
process.once("SIGTERM", () => void stop());
process.once("SIGINT", () => void stop());
process.stdout.write(
  `${JSON.stringify(Object.fromEntries([...served].map(([name, { port }]) => [name, port])))}\n`,
);

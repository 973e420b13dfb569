/** What the processes of a sandbox do on this machine. Linux only. */
import { listeningAddresses } from "../../sandbox/controlplane/testing.ts";
import { processesOf } from "../../sandbox/cli/e2e/processes.ts";

/** 127.0.0.1, ::1 and 127.0.0.1 as an IPv6 address, in the form of `/proc/net/tcp` on little-endian machines. */
const loopback = new Set([
  "0100007F",
  "00000000000000000000000001000000",
  "0000000000000000FFFF00000100007F",
]);

/** How many sockets the processes of a sandbox listen on, and those of them that others than this machine reach. */
export function listeners(home: string): { readonly count: number; readonly outside: readonly string[] } {
  const found = processesOf(home).flatMap((process) =>
    addressesOf(Number.parseInt(process, 10)).map((address) => ({ address, process })),
  );
  const outside = found.filter(({ address }) => !loopback.has(address));
  return { count: found.length, outside: outside.map(({ address, process }) => `${address}: ${process}`) };
}

/** None of a process that is gone. */
function addressesOf(pid: number): readonly string[] {
  try {
    return listeningAddresses(pid);
  } catch {
    return [];
  }
}

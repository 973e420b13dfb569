/**
 * What the tests of the control plane share: the real toolchain, folders that go away, and waiting.
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { prepareToolchain, reportTo, type Toolchain } from "../toolchain/index.ts";

/** Milliseconds for a test that starts a control plane, the first build of everything included. */
export const BUILD_TIMEOUT = 15 * 60_000;
/** Milliseconds for a test with a control plane, on a machine that has other things to do. */
export const PLANE_TIMEOUT = 180_000;

/** Away from the ports of a sandbox that its user runs meanwhile. */
export const TEST_BASE_PORT = 28_443;

let toolchain: Promise<Toolchain> | undefined;

/** The real toolchain, built if need be, once for all tests. */
export function realToolchain(): Promise<Toolchain> {
  toolchain ??= prepareToolchain({ report: reportTo(process.stderr) });
  return toolchain;
}

/** A new empty folder, and how to remove it. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Asks again until the answer is neither false nor nothing; fails with what was waited for after a minute. */
export async function eventually<T>(what: string, ask: () => Promise<T | false | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error(`not within a minute: ${what}`);
    }
    await pause(100);
  }
}

/** The addresses on which a process listens, in the hexadecimal form of `/proc/net/tcp`; Linux only. */
export function listeningAddresses(pid: number): string[] {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).map((descriptor) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
      } catch {
        return "";
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTEN && sockets.has(`socket:[${fields[9]}]`))
      .map((fields) => fields[1]?.split(":")[0] ?? ""),
  );
}

const LISTEN = "0A";
/** 127.0.0.1 in the byte order of the machines that we run on. */
export const LOOPBACK = "0100007F";

/**
 * Peak memory of every process that takes part in a preview, the program's own first of all.
 */
import { withProgram } from "./program.ts";
import { canWatch, ProcessWatch, type Usage } from "./processes.ts";
import { progress, say, sayTable, spreadCells } from "./report.ts";

export interface MemoryOptions {
  readonly runs: number;
  readonly stack: string;
}

/** Which part of the whole a process is, by its command line; the first that matches. */
const ROLES: readonly { readonly role: string; readonly command: RegExp }[] = [
  { role: "the program", command: /@pulumi\/pulumi\/cmd\/run\// },
  { role: "policy analyzer", command: /plugins\/analyzer\/main|run-policy-pack/ },
  { role: "component processes", command: /plugins\/\w+\/components\.ts/ },
  { role: "stand-in providers", command: /plugins\/host\.ts/ },
  { role: "language host", command: /plugins\/language\/main/ },
  { role: "command line", command: /sandbox\/cli\/main\.ts/ },
  { role: "engine (pulumi)", command: /^\S*pulumi\0/ },
  { role: "etcd", command: /^[^\0]*\0etcd\0/ },
  { role: "kube-apiserver", command: /^[^\0]*\0kube-apiserver\0/ },
  { role: "kube-controller-manager", command: /^[^\0]*\0kube-controller-manager\0/ },
  { role: "kube-scheduler", command: /^[^\0]*\0kube-scheduler\0/ },
  { role: "kwok", command: /^[^\0]*kwok\0/ },
];

interface Figures {
  readonly peak: number;
  readonly processor: number;
}

/** @throws Error on a system without /proc */
export async function measureMemory({ runs, stack }: MemoryOptions): Promise<void> {
  if (!canWatch()) {
    throw new Error("memory: there is no /proc on this system; measure on Linux");
  }
  const byRole = new Map<string, Figures[]>();
  for (let run = 1; run <= runs; run += 1) {
    const usages = await withProgram({}, async (program) => {
      const watch = new ProcessWatch(program.home);
      try {
        await program.run("preview", stack);
      } finally {
        watch.stop();
      }
      return watch.stop();
    });
    for (const [role, figures] of sumByRole(usages)) {
      byRole.set(role, [...(byRole.get(role) ?? []), figures]);
    }
    progress(`preview ${run} of ${runs}: ${usages.length} processes seen`);
  }
  const roles = [...byRole].toSorted(([one], [other]) => rank(one) - rank(other));
  sayTable(
    `preview of ${stack} on a new control plane: peak memory (MiB) and processor time (s), ${runs} runs`,
    [
      ["", "MiB: min", "median", "max", "s: min", "median", "max"],
      ...roles.map(([role, figures]) => [
        role,
        ...spreadCells(
          figures.map(({ peak }) => peak),
          0,
        ),
        ...spreadCells(figures.map(({ processor }) => processor)),
      ]),
    ],
  );
  say(
    "\n  Several processes in one role are added up: the sum of their peaks. There is no target for memory.",
  );
}

function sumByRole(usages: readonly Usage[]): Map<string, Figures> {
  const sums = new Map<string, Figures>();
  for (const { command, peak, processor } of usages) {
    const role = roleOf(command);
    const { peak: peaks, processor: processors } = sums.get(role) ?? { peak: 0, processor: 0 };
    sums.set(role, { peak: peaks + peak, processor: processors + processor });
  }
  return sums;
}

function roleOf(command: string): string {
  return ROLES.find((each) => each.command.test(command))?.role ?? "others";
}

function rank(role: string): number {
  const index = ROLES.findIndex((each) => each.role === role);
  return index === -1 ? ROLES.length : index;
}

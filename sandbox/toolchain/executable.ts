/**
 * Finds programs on PATH and runs them.
 */
import { spawn } from "node:child_process";
import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";

/** Every executable of this name on a PATH, absolute, in its order. Empty and relative entries of the PATH are passed over. */
export function findExecutables(name: string, path = process.env["PATH"] ?? ""): string[] {
  const files = path
    .split(delimiter)
    .filter(isAbsolute)
    .map((directory) => join(directory, name))
    .filter(isExecutable);
  return [...new Set(files)];
}

/** Whether a file lies in a folder or below it, symbolic links followed. Both must exist. */
export function isWithin(file: string, directory: string): boolean {
  try {
    return realpathSync(file).startsWith(join(realpathSync(directory), "/"));
  } catch {
    return false;
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** How to run a program. */
export interface RunOptions {
  readonly directory?: string;
  /** Added to this process's environment; `undefined` takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Called with every line of standard error as it comes. */
  onErrorLine?(line: string): void;
}

/** What a program said, and with which code it ended (128 + number after a signal is not used: -1 stands for any). */
export interface RunResult {
  readonly code: number;
  readonly output: string;
  /** Standard error. */
  readonly errors: string;
}

/**
 * Runs a program to its end, without a shell and without input.
 *
 * @throws the system's error when it cannot be started; an exit code other than 0 is the caller's to judge
 */
export function run(
  program: string,
  commandArguments: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, commandArguments, {
      cwd: options.directory,
      env: { ...process.env, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    const errors: string[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    createInterface({ input: child.stderr }).on("line", (line) => {
      errors.push(line);
      options.onErrorLine?.(line);
    });
    child.on("error", reject);
    child.on("close", (code) =>
      resolve({
        code: code ?? -1,
        output: Buffer.concat(output).toString("utf8"),
        errors: errors.join("\n"),
      }),
    );
  });
}

/** A dotted version, a leading `v` or `go` allowed, as numbers: `v3.200.0-beta` is [3, 200, 0]. */
export function versionNumbers(version: string): number[] {
  const digits = /\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0";
  return digits.split(".").map(Number);
}

/** Whether a version is the same as the minimum or newer. */
export function isAtLeast(version: string, minimum: string): boolean {
  const [found, wanted] = [versionNumbers(version), versionNumbers(minimum)];
  for (let position = 0; position < wanted.length; position++) {
    const difference = (found[position] ?? 0) - (wanted[position] ?? 0);
    if (difference !== 0) {
      return difference > 0;
    }
  }
  return true;
}

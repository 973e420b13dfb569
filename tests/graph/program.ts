/** Runs the whole of `index.ts` for one stack file, or for a changed copy of it, under mocks. */
import { readFileSync } from "node:fs";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { run, type Run } from "../harness/mocks.ts";

/** The stacks that have a file. */
export const stacks = ["dev", "staging", "prod"] as const;

const root = path.resolve(import.meta.dirname, "../..");

/** What a stack file says under `plinth:environment`; a copy of its own for each caller. */
export function environmentOfStack(stack: string): Record<string, unknown> {
  const text = readFileSync(path.join(root, `Pulumi.${stack}.yaml`), "utf8");
  const file = parse(text) as { config: Record<string, Record<string, unknown>> };
  return file.config["plinth:environment"] ?? {};
}

let runs = 0;

/** What the program registers. The first argument names the stack, the second is its `plinth:environment`. */
export async function runProgram(
  stack: string,
  environment: object = environmentOfStack(stack),
): Promise<Run<unknown>> {
  runs += 1;
  // A query makes Node evaluate the module again: its body is the program.
  const specifier = `../../index.ts?run=${runs}`;
  return run(
    () => {
      pulumi.runtime.setAllConfig({ "plinth:environment": JSON.stringify(environment) });
      return import(specifier) as Promise<unknown>;
    },
    {
      stack,
      outputs: {
        "eks:index:Cluster": () => ({ kubeconfigJson: "{}", core: {} }),
        "aws:iam/role:Role": ({ name }) => ({ arn: `arn:aws:iam::111122223333:role/${name}` }),
      },
    },
  );
}

/** Reads the stack's configuration: the only place in the program that does. */
import * as pulumi from "@pulumi/pulumi";
import { describeMistakes } from "./mistakes.ts";
import { environmentOf, type Environment } from "./environment.ts";
import { environmentSchema } from "./schema.ts";

const root = "environment";

/**
 * The environment the current stack describes.
 * @throws pulumi.RunError listing every mistake of the stack file at once, before any resource is registered.
 */
export function loadEnvironment(): Environment {
  const config = new pulumi.Config();
  const stray = Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(`${config.name}:`) && key !== `${config.name}:${root}`)
    .map((key) => `${key}: not a known key; everything belongs under ${config.name}:${root}`);
  return parseEnvironment(
    config.getObject<unknown>(root),
    `${config.name}:${root}`,
    stray,
    pulumi.getStack(),
  );
}

/**
 * Checks one environment.
 * @param path What the mistakes' paths begin with.
 * @param stray Mistakes found around the environment, reported with those in it.
 * @param stack Names the file in the message.
 * @throws pulumi.RunError listing every mistake.
 */
export function parseEnvironment(
  value: unknown,
  path: string,
  stray: readonly string[],
  stack: string,
): Environment {
  const parsed = environmentSchema.safeParse(value);
  const mistakes = [...stray, ...(parsed.success ? [] : describeMistakes(path, value, parsed.error.issues))];
  if (!parsed.success || mistakes.length > 0) {
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    throw new pulumi.RunError(
      [`Pulumi.${stack}.yaml has ${count}; docs/config.md lists what is allowed:`, ...mistakes].join("\n  "),
    );
  }
  return environmentOf(parsed.data);
}

/**
 * Stands in for the random provider: values are drawn once, when a resource is created, and live in the state.
 */
import {
  compareProperties,
  hasUnknown,
  UNKNOWN,
  type CheckFailure,
  type CheckRequest,
  type CheckResult,
  type Created,
  type CreateRequest,
  type DiffRequest,
  type DiffResult,
  type Properties,
  type Provider,
  type ReadRequest,
  type ReadResult,
  type UpdateRequest,
} from "../provider/index.ts";
import { RANDOM_TYPES, type RandomType } from "./resources.ts";

/** The stand-in for `@pulumi/random` 4.21. */
export function createProvider(): Provider {
  return { name: "random", version: "4.21.2", check, diff, create, update, delete: forget, read };
}

function typeOf(token: string): RandomType {
  const found = RANDOM_TYPES[token.split(":").at(-1) ?? ""];
  if (found === undefined) {
    const known = Object.keys(RANDOM_TYPES).join(", ");
    throw new Error(`the sandbox's random provider does not serve ${token}; it serves ${known}`);
  }
  return found;
}

function check({ type: token, news }: CheckRequest): Promise<CheckResult> {
  const type = typeOf(token);
  const inputs: Properties = { ...type.defaults, ...news };
  const failures: CheckFailure[] = (type.required ?? [])
    .filter((name) => inputs[name] === undefined)
    .map((name) => ({ property: name, reason: "is required" }));
  if (failures.length === 0 && !hasUnknown(inputs)) {
    failures.push(...(type.validate?.(inputs) ?? []));
  }
  return Promise.resolve({ inputs, failures });
}

/** What was drawn depends on every input, so every change draws again. */
function diff({ oldInputs, news }: DiffRequest): Promise<DiffResult> {
  return Promise.resolve({ changes: compareProperties(oldInputs, news, () => true) });
}

function create({ type: token, inputs, preview }: CreateRequest): Promise<Created> {
  const type = typeOf(token);
  if (preview) {
    const results = Object.fromEntries(type.results.map((name) => [name, UNKNOWN]));
    return Promise.resolve({ id: "", outputs: { ...inputs, ...results } });
  }
  const { id, outputs } = type.draw(inputs);
  return Promise.resolve({ id, outputs: { ...inputs, ...outputs } });
}

function update({ urn }: UpdateRequest): Promise<Properties> {
  return Promise.reject(new Error(`${urn}: random values are never updated in place`));
}

function forget(): Promise<void> {
  return Promise.resolve();
}

function read({ type: token, id, inputs, outputs }: ReadRequest): Promise<ReadResult | undefined> {
  if (Object.keys(outputs).length > 0) {
    return Promise.resolve({ id, inputs, outputs });
  }
  const imported = typeOf(token).import?.(id);
  if (imported === undefined) {
    return Promise.reject(new Error(`${token} cannot be imported: its value cannot be told from an id`));
  }
  return Promise.resolve({ ...imported, outputs: { ...imported.inputs, ...imported.outputs } });
}

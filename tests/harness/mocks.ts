/**
 * Runs a program under Pulumi's mocks, which refuse what they were not told, and keeps what it registered.
 *
 * In a preview (the default, and the stricter of the two) a resource's outputs are unknown unless they are
 * among its inputs or told: what a real first preview knows. In an update they are absent.
 */
import * as pulumi from "@pulumi/pulumi";
import { Graph } from "./graph.ts";
import { plain, secretProperties } from "./wire.ts";

/** One resource, as the program registered it. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN. Absent at the top of the program. */
  readonly parent?: string;
  /** What the program passed: secrets opened, resources as `{ urn, id }`, unknown values as {@link unknown}. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Which of the inputs hold a secret. */
  readonly secrets: readonly string[];
  /** False for a component. */
  readonly custom: boolean;
  /** True for a component whose children a provider makes. */
  readonly remote: boolean;
  /** URN and id of the provider, for a resource that was given one. */
  readonly provider?: string;
  /** URNs of all it waits for. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
}

export interface RunOptions {
  /** Default true. */
  readonly preview?: boolean;
  readonly project?: string;
  readonly stack?: string;
  /** Answers of provider functions by token. A function that is not listed fails the run. */
  readonly calls?: Readonly<Record<string, (args: Record<string, unknown>) => object>>;
  /** Outputs that a provider would add, by type token. They win over the inputs. */
  readonly outputs?: Readonly<Record<string, (resource: { name: string; inputs: object }) => object>>;
}

export interface Run<T> {
  /** What the program returned. */
  readonly result: T;
  readonly graph: Graph;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getCustom(): boolean;
  getRemote(): boolean;
  getProvider(): string;
  getDependenciesList(): string[];
  getProtect(): boolean | undefined;
}
type Callback = (error: Error | null, response?: { getUrn(): string }) => void;

interface Monitor {
  registerResource(request: RegisterRequest, callback: Callback): Promise<void>;
}

/** Keeps a copy of everything the monitor is asked to register, in the order of the answers. */
function record(monitor: Monitor): Registration[] {
  const registrations: Registration[] = [];
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) registrations.push(registration(request, response.getUrn()));
      callback(error, response);
    });
  return registrations;
}

function registration(request: RegisterRequest, urn: string): Registration {
  const raw = request.getObject()?.toJavaScript() ?? {};
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: request.getParent() || undefined,
    inputs: plain(raw) as Record<string, unknown>,
    secrets: secretProperties(raw),
    custom: request.getCustom(),
    remote: request.getRemote(),
    provider: request.getProvider() || undefined,
    dependencies: request.getDependenciesList(),
    protect: request.getProtect() ?? false,
  };
}

function mocks(options: RunOptions, failures: unknown[]): pulumi.runtime.Mocks {
  const { preview = true, calls = {}, outputs = {} } = options;
  return {
    newResource({ type, name, inputs, id, custom }) {
      const told = outputs[type]?.({ name, inputs }) ?? {};
      const known = custom === false || !preview ? `${name}-id` : undefined;
      return { id: id || known, state: { ...inputs, ...told } };
    },
    call({ token, inputs }) {
      const answer = calls[token];
      if (answer) return answer(inputs);
      const refusal = new Error(
        `The program called ${token}, which the test did not expect: add it to "calls".`,
      );
      failures.push(refusal);
      throw refusal;
    },
  };
}

/** Resolves once every registration the program started has ended. */
async function settled(): Promise<void> {
  const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> };
  await waitForRPCs();
  // A failed registration rejects promises that nobody holds; they are reported one turn later.
  await new Promise((resolve) => setImmediate(resolve));
  await waitForRPCs();
}

/**
 * Runs a program to its end and returns what it registered.
 * @throws the first error of the program, of a registration or of a refused call.
 */
export async function run<T>(program: () => T | Promise<T>, options: RunOptions = {}): Promise<Run<T>> {
  const { preview = true, project = "plinth", stack = "test" } = options;
  const failures: unknown[] = [];
  await pulumi.runtime.setMocks(mocks(options, failures), project, stack, preview);
  const registrations = record(pulumi.runtime.getMonitor() as unknown as Monitor);

  const keep = (failure: unknown) => failures.push(failure);
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", keep);
  try {
    const result = await program();
    await settled();
    if (failures.length > 0) throw failures[0];
    return { result, graph: new Graph(registrations) };
  } finally {
    process.off("unhandledRejection", keep);
    for (const listener of others) process.on("unhandledRejection", listener);
  }
}

/** The value of an output. @throws when it is unknown, as it may be in a preview. */
export async function valueOf<T>(output: pulumi.Input<T>): Promise<pulumi.Unwrap<T>> {
  const wrapped = pulumi.output(output) as pulumi.Output<pulumi.Unwrap<T>> & {
    promise(): Promise<pulumi.Unwrap<T>>;
    isKnown: Promise<boolean>;
  };
  if (!(await wrapped.isKnown))
    throw new Error("The output is unknown; run the program with { preview: false }.");
  return wrapped.promise();
}

/**
 * What a stand-in provider implements, in plain values. One instance serves one connection of one engine,
 * so whatever `configure` leaves behind belongs to that connection alone.
 */
import type { Properties } from "./values.ts";

export type Severity = "debug" | "info" | "warning" | "error";

/** What an instance may use of the engine that connected to it. */
export interface ProviderContext {
  /** Shows a message to the user, beside the resource when a URN is given. */
  log(severity: Severity, message: string, urn?: string): void;
  /** Shows, beside a resource, what is going on; the next message takes its place. */
  progress(message: string, urn: string): void;
  /** Aborted when the engine cancels the operation or the connection closes. */
  readonly signal: AbortSignal;
  /** The engine's own address: one value for all instances that serve the same run; known from `configure` on. */
  engineAddress(): string | undefined;
}

/** Makes the instance of one connection. */
export type ProviderFactory = (context: ProviderContext) => Provider;

/** The resource that a request is about. */
export interface ResourceRequest {
  readonly urn: string;
  /** Type token, e.g. `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
}

export interface CheckRequest extends ResourceRequest {
  /** Inputs of the last update; empty for a new resource. */
  readonly olds: Properties;
  readonly news: Properties;
  /** Same for every run with the same plan; use it for auto-names. */
  readonly randomSeed: Uint8Array;
}

export interface CheckFailure {
  /** Path of the wrong property, e.g. `spec.replicas`; empty for the resource as a whole. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckResult {
  /** Inputs to record and to pass on, defaults filled in. */
  readonly inputs: Properties;
  readonly failures?: readonly CheckFailure[];
}

export interface DiffRequest extends ResourceRequest {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
}

export interface PropertyChange {
  /** Property path, e.g. `spec.template.spec.containers[0].image`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
  /** Whether the change needs another resource in place of this one. */
  readonly replace?: boolean;
}

export interface DiffResult {
  /** Empty when nothing changes. */
  readonly changes: readonly PropertyChange[];
  /** A replacement must first delete the old one, e.g. because both have one name. */
  readonly deleteBeforeReplace?: boolean;
}

interface Timed {
  /** The resource's `customTimeouts` for this operation, in seconds; absent when the program sets none. */
  readonly timeoutSeconds?: number;
}

export interface CreateRequest extends ResourceRequest, Timed {
  readonly inputs: Properties;
  readonly preview: boolean;
}

export interface Created {
  /** Empty in a preview. */
  readonly id: string;
  readonly outputs: Properties;
}

export interface UpdateRequest extends ResourceRequest, Timed {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldOutputs: Properties;
  readonly news: Properties;
  readonly preview: boolean;
}

export interface ReadRequest extends ResourceRequest {
  readonly id: string;
  /** Empty for an import. */
  readonly inputs: Properties;
  /** Empty for an import. */
  readonly outputs: Properties;
}

export interface ReadResult {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface DeleteRequest extends ResourceRequest, Timed {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface InvokeRequest {
  /** Function token, e.g. `aws:ec2/getAmi:getAmi`. */
  readonly token: string;
  readonly args: Properties;
  readonly preview: boolean;
}

export interface ConfigureRequest {
  /** The provider resource's inputs, plain; a value given as JSON text is still text. */
  readonly args: Properties;
  /** URN of the provider resource, where the engine says it. */
  readonly urn?: string;
}

/**
 * A provider. Errors thrown are shown to the user as they are, so each names the thing, the fact and the remedy.
 * Secrets are opened before a provider sees them and are marked again in what it returns, wherever the inputs had
 * them at the same path; a provider marks further ones with `secret()`.
 */
export interface Provider {
  /** Package name, e.g. `aws`. */
  readonly name: string;
  /** Version of the official provider that is stood in for. */
  readonly version: string;
  /** A module that calls `pulumi.provider.main`, run in its own process for `construct` and `call`. */
  readonly components?: URL;
  configure?(request: ConfigureRequest): Promise<void>;
  check(request: CheckRequest): Promise<CheckResult>;
  diff(request: DiffRequest): Promise<DiffResult>;
  create(request: CreateRequest): Promise<Created>;
  update(request: UpdateRequest): Promise<Properties>;
  delete(request: DeleteRequest): Promise<void>;
  /** Nothing when the resource is gone. */
  read(request: ReadRequest): Promise<ReadResult | undefined>;
  invoke?(request: InvokeRequest): Promise<Properties>;
  /** The connection has closed: let go of everything. */
  close?(): Promise<void>;
}

/**
 * The resource exists but did not become what it should be. The engine records it as it is, with the reasons,
 * and tries again on the next update.
 */
export class InitializationError extends Error {
  override readonly name = "InitializationError";
  readonly id: string;
  readonly outputs: Properties;
  readonly reasons: readonly string[];
  readonly inputs?: Properties;

  constructor(state: { id: string; outputs: Properties; reasons: readonly string[]; inputs?: Properties }) {
    super(state.reasons.join("; "));
    this.id = state.id;
    this.outputs = state.outputs;
    this.reasons = state.reasons;
    this.inputs = state.inputs;
  }
}

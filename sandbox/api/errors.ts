/**
 * What can go wrong between a client and an API server, as errors that say so.
 */
import { stringAt, type JsonObject } from "./object.ts";

/** The API server answered and refused; `message` is the server's own sentence. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** HTTP status code. */
  readonly code: number;
  /** The Status object's `reason`, e.g. `NotFound`, `Invalid`, `Forbidden`. */
  readonly reason: string;
  /** The Status object, or what there was of it. */
  readonly status: JsonObject;
  readonly request: string;

  constructor(code: number, status: JsonObject, request: string) {
    super(stringAt(status, "message") ?? `HTTP status ${code} to ${request}`);
    this.code = code;
    this.reason = stringAt(status, "reason") ?? "";
    this.status = status;
    this.request = request;
  }
}

/** The API server could not be reached at all. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(server: string, cause: Error) {
    const fact = "code" in cause && typeof cause.code === "string" ? cause.code : cause.message;
    super(`the Kubernetes API server at ${server} does not answer (${fact}); is the cluster running?`, {
      cause,
    });
  }
}

/** The server has no such API: the group, the version or the kind is not served. */
export class NotServedError extends Error {
  override readonly name = "NotServedError";

  constructor(apiVersion: string, kind: string, known: readonly string[]) {
    const hint =
      known.length === 0
        ? `the API server serves nothing under "${apiVersion}"`
        : `under "${apiVersion}" the API server serves: ${known.join(", ")}`;
    super(
      `no kind "${kind}" in version "${apiVersion}": ${hint}. Is its CustomResourceDefinition installed?`,
    );
  }
}

/** Whether the API server says that the object itself is not there. */
export function isNotFound(error: unknown): error is ApiError {
  return error instanceof ApiError && error.code === 404;
}

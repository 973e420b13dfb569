/**
 * Errors as the engine understands them.
 */
import { any, grpc, provider, status, toStruct } from "./protocol.ts";
import { InitializationError } from "./provider.ts";

/** An error as gRPC carries it; a resource that exists but did not initialise carries its state along. */
export function toServiceError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  const code = isServiceError(error) ? error.code : grpc.status.UNKNOWN;
  const serviceError = { code, details: message, message };
  return error instanceof InitializationError
    ? { ...serviceError, metadata: initializationFailed(error) }
    : serviceError;
}

function initializationFailed(error: InitializationError): grpc.Metadata {
  const failure = new provider.ErrorResourceInitFailed();
  failure.setId(error.id);
  failure.setProperties(toStruct(error.outputs));
  failure.setReasonsList([...error.reasons]);
  if (error.inputs !== undefined) {
    failure.setInputs(toStruct(error.inputs));
  }
  const detail = new any.Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const envelope = new status.Status();
  envelope.setCode(grpc.status.UNKNOWN);
  envelope.setMessage(error.message);
  envelope.addDetails(detail);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(envelope.serializeBinary()));
  return metadata;
}

function isServiceError(error: unknown): error is grpc.ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "metadata" in error;
}

/**
 * Secrets in what a failed operation leaves behind.
 */
import { InitializationError } from "./provider.ts";
import { rewrapProperties, type Properties } from "./values.ts";

/** Runs an operation so that the state inside an initialisation error keeps its secrets, as a result would. */
export async function rewrapping<Result>(
  sources: readonly Properties[],
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    return await operation();
  } catch (error) {
    if (!(error instanceof InitializationError)) {
      throw error;
    }
    const { id, inputs, outputs, reasons } = error;
    throw new InitializationError({
      id,
      reasons,
      outputs: rewrapProperties(outputs, ...sources),
      inputs: inputs === undefined ? undefined : rewrapProperties(inputs, ...sources),
    });
  }
}

/** Values that the engine does not know yet: outputs of resources that a preview has not created. */
import { hasUnknown as hasUnknownValue, UNKNOWN, type Value } from "../../provider/values.ts";

export { UNKNOWN };

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

/** Whether an unknown value hides anywhere inside. */
export function hasUnknown(value: unknown): boolean {
  return hasUnknownValue(value as Value | undefined);
}

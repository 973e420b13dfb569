/** Kubernetes quantities (`250m`, `128Mi`, `1.5`), read into numbers so that plans can compare and add them. */

const factors: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** What a valid quantity looks like; shared with the schema of the stack's configuration. */
export const quantityPattern = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/**
 * Reads a quantity in its base unit: cores for CPU, bytes for memory and storage.
 * @throws RangeError when the text is not a quantity.
 */
export function parseQuantity(text: string): number {
  const match = quantityPattern.exec(text);
  if (!match)
    throw new RangeError(`"${text}" is not a Kubernetes quantity; write for example 250m, 128Mi or 2`);
  return Number(match[1]) * (factors[match[2] ?? ""] ?? Number.NaN);
}

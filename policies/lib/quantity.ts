/** Kubernetes quantities: `250m`, `1.5Gi`, `1e3`. */

const SCALE: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The amount in the unit of the resource (cores, bytes), or undefined if it is not a quantity. */
export function amountOf(quantity: unknown): number | undefined {
  if (typeof quantity === "number") return quantity;
  if (typeof quantity !== "string") return undefined;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([a-zA-Z]*))$/.exec(quantity);
  if (!match) return undefined;
  const [, digits = "", exponent, suffix = ""] = match;
  const scale = exponent === undefined ? SCALE[suffix] : 10 ** Number(exponent);
  return scale === undefined ? undefined : Number(digits) * scale;
}

/** Identifiers and names as AWS gives them out. */
import { createHash, randomBytes } from "node:crypto";

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A fresh id of the common form: `vpc-` and 17 hexadecimal digits. */
export function freshId(prefix: string): string {
  return `${prefix}-${randomBytes(9).toString("hex").slice(0, 17)}`;
}

/** An id that follows from `seed`, for what AWS creates along with a resource (a VPC's default security group). */
export function derivedId(prefix: string, ...seed: string[]): string {
  return `${prefix}-${digest(...seed).slice(0, 17)}`;
}

export function derivedHex(length: number, ...seed: string[]): string {
  return digest(...seed).slice(0, length);
}

/** Capital letters and digits, as in IAM's unique ids and EKS's cluster endpoints. */
export function derivedLetters(length: number, ...seed: string[]): string {
  const bytes = createHash("sha256").update(seed.join("\0")).digest();
  return Array.from({ length }, (_, index) => ALPHANUMERIC[bytes[index % bytes.length]! % 32]).join("");
}

export function freshUuid(): string {
  return crypto.randomUUID();
}

function digest(...seed: string[]): string {
  return createHash("sha256").update(seed.join("\0")).digest("hex");
}

/** What the program in `programs/resources.ts` reads. */

/** One resource to register. */
export interface Declared {
  /** Pulumi type token: `kubernetes:apps/v1:Deployment`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Stands for a value that is known only after the update. */
export const LATER = "!unknown";

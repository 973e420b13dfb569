/** What a rule is, before environment and runbook are added to it. */

/** `critical` wakes somebody, `warning` is read in working hours, `info` is only on record. */
export type Severity = "critical" | "warning" | "info";

export interface Alert {
  readonly alert: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long `expr` must hold first, as a Prometheus duration. */
  readonly for: string;
  /** One sentence for whoever is woken; may use Prometheus' template variables. */
  readonly summary: string;
  /** Labels that `expr` cannot give. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface Recording {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly (Alert | Recording)[];
}

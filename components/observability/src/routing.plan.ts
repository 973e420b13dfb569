/** Who hears of an alert, as the spec of one AlertmanagerConfig. */
import type { schema } from "@plinth/crds";
import type { Severity } from "./rules/rule.ts";

/** One value of a Kubernetes Secret in the namespace of Alertmanager. Addresses and keys stay out of the program. */
export interface SecretReference {
  readonly name: string;
  readonly key: string;
}

/** Where a notification goes. */
export type Receiver =
  | {
      readonly type: "pagerduty";
      /** Holds the Events API v2 routing key. */
      readonly secret: SecretReference;
    }
  | {
      readonly type: "slack";
      /** Holds the incoming webhook's URL. */
      readonly secret: SecretReference;
      readonly channel: string;
    }
  | {
      readonly type: "webhook";
      /** Holds the URL. */
      readonly secret: SecretReference;
    };

/** Times are Prometheus durations: `30s`, `4h`. */
export interface Routing {
  /** Receivers by name. */
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** Who hears of which severity, and how long until told again. A severity left out is told to nobody. */
  readonly severities: Readonly<
    Partial<Record<Severity, { readonly receiver: string; readonly repeatInterval: string }>>
  >;
  /** Time for more alerts of the same group to arrive before the first notification. */
  readonly groupWait: string;
  /** Time between notifications about new alerts of a group. */
  readonly groupInterval: string;
}

type Spec = schema.AlertmanagerConfig["spec"];

/** Every alert that no severity claims ends here. */
const nobody = "none";

/** Throws when a severity names a receiver that is not there. */
export function planRouting(environment: string, routing: Routing): Spec {
  const severities = Object.entries(routing.severities);
  for (const [severity, { receiver }] of severities) {
    if (!(receiver in routing.receivers)) {
      const known = Object.keys(routing.receivers).join(", ");
      throw new Error(
        `routing.severities.${severity}.receiver is "${receiver}", which routing.receivers does not have; it has ${known}`,
      );
    }
  }
  return {
    route: {
      receiver: nobody,
      matchers: [equals("environment", environment)],
      // One notification per thing in trouble, however many alerts it raises.
      groupBy: ["namespace", "service"],
      groupWait: routing.groupWait,
      groupInterval: routing.groupInterval,
      routes: severities.map(([severity, { receiver, repeatInterval }]) => ({
        receiver,
        repeatInterval,
        matchers: [equals("severity", severity)],
      })),
    },
    receivers: [
      { name: nobody },
      ...Object.entries(routing.receivers).map(([name, receiver]) => ({ name, ...configOf(receiver) })),
    ],
    inhibitRules: [criticalOverWarning],
  };
}

function equals(name: string, value: string) {
  return { name, value, matchType: "=" as const };
}

/** Labels missing on both sides count as equal, hence the demand for a service on both. */
const criticalOverWarning = {
  sourceMatch: [equals("severity", "critical"), { name: "service", value: "", matchType: "!=" as const }],
  targetMatch: [equals("severity", "warning"), { name: "service", value: "", matchType: "!=" as const }],
  equal: ["environment", "namespace", "service"],
};

const title = "{{ .CommonLabels.environment }} {{ .CommonLabels.service }}: {{ len .Alerts.Firing }} firing";
const text =
  "{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }} {{ .Annotations.runbook }}\n{{ end }}";

function configOf(receiver: Receiver): Omit<NonNullable<Spec["receivers"]>[number], "name"> {
  const { type, secret } = receiver;
  const sendResolved = true;
  if (type === "pagerduty") {
    const details = [{ key: "alerts", value: text }];
    return { pagerdutyConfigs: [{ routingKey: { ...secret }, sendResolved, description: title, details }] };
  }
  if (type === "slack") {
    return {
      slackConfigs: [{ apiURL: { ...secret }, channel: receiver.channel, sendResolved, title, text }],
    };
  }
  return { webhookConfigs: [{ urlSecret: { ...secret }, sendResolved }] };
}

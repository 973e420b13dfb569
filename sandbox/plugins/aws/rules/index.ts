/** The table: every resource type that is simulated, by its Pulumi token. */
import { compute } from "./ec2-compute.ts";
import { flowLogs } from "./ec2-flow-logs.ts";
import { gateways } from "./ec2-gateways.ts";
import { network } from "./ec2-network.ts";
import { routing } from "./ec2-routing.ts";
import { security } from "./ec2-security.ts";
import { edge } from "./edge.ts";
import { eks } from "./eks.ts";
import { eksAccess } from "./eks-access.ts";
import { eksMembers } from "./eks-members.ts";
import { firewall } from "./firewall.ts";
import { iam } from "./iam.ts";
import { encryption } from "./kms.ts";
import { listeners } from "./listeners.ts";
import { loadBalancing } from "./load-balancing.ts";
import { messaging } from "./messaging.ts";
import { registries } from "./registries.ts";
import type { Rule, Rules } from "./rule.ts";
import { storage } from "./storage.ts";

export const rules: Rules = {
  ...network,
  ...gateways,
  ...routing,
  ...security,
  ...flowLogs,
  ...compute,
  ...iam,
  ...encryption,
  ...messaging,
  ...storage,
  ...registries,
  ...eks,
  ...eksMembers,
  ...eksAccess,
  ...edge,
  ...loadBalancing,
  ...listeners,
  ...firewall,
};

/** @throws when the type is not simulated. */
export function ruleOf(type: string): Rule {
  const rule = rules[type];
  if (rule) return rule;
  throw new Error(
    `the sandbox's AWS stand-in does not simulate ${type}: leave the resource out in the sandbox, `
      + "deploy it to a real account, or add a rule for it (sandbox/plugins/aws/rules)",
  );
}

/** The provider's own configuration: region, account, tags for everything. */
import type { Failure, Properties } from "./rules/rule.ts";
import { parseDocument } from "./values/json.ts";
import { isUnknown } from "./values/unknown.ts";
import { isRegion } from "./values/zones.ts";
import { text } from "./values/text.ts";

/** Account that is simulated when `SANDBOX_AWS_ACCOUNT_ID` does not name another. No real account has this number. */
export const DEFAULT_ACCOUNT = "000000000000";

export interface Configuration {
  readonly region: string;
  readonly account: string;
  readonly defaultTags: Readonly<Record<string, string>>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what the engine configures. Credentials, profiles and endpoints are ignored: there is nobody to talk to.
 * @throws as the official provider does, on a missing or wrong region and on an account that is not allowed.
 */
export function readConfiguration(args: Properties, environment: Environment): Configuration {
  const region = text(known(args.region) ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? "");
  if (region === "")
    throw new Error(
      "Missing region configuration: set the AWS region, for example with `pulumi config set aws:region eu-west-1`",
    );
  if (!isRegion(region)) throw new Error(`invalid AWS Region: ${region}`);
  const account = environment.SANDBOX_AWS_ACCOUNT_ID ?? DEFAULT_ACCOUNT;
  if (!/^\d{12}$/.test(account))
    throw new Error(`SANDBOX_AWS_ACCOUNT_ID is "${account}": an account number has 12 digits`);
  const allowed = opened(args.allowedAccountIds) as unknown[] | undefined;
  const forbidden = opened(args.forbiddenAccountIds) as unknown[] | undefined;
  if ((allowed?.length && !allowed.map(String).includes(account)) || forbidden?.map(String).includes(account))
    throw new Error(
      `AWS account ID not allowed: ${account}; the sandbox takes the account from SANDBOX_AWS_ACCOUNT_ID, set it to an allowed one`,
    );
  const tags = (opened(args.defaultTags) as { tags?: Record<string, string> } | undefined)?.tags ?? {};
  return { region, account, defaultTags: tags };
}

function known(value: unknown): unknown {
  return isUnknown(value) || value === "" ? undefined : value;
}

/** Nested configuration arrives as JSON text. */
function opened(value: unknown): unknown {
  return typeof value === "string" ? parseDocument(value) : value;
}

/** What `region` a resource is in: its own, else the provider's. */
export function regionOf(inputs: Properties, configuration: Configuration): string {
  return typeof inputs.region === "string" && !isUnknown(inputs.region)
    ? inputs.region
    : configuration.region;
}

/** Failures as one error message, each with its property. */
export function describeFailures(failures: readonly Failure[]): string {
  return failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n");
}

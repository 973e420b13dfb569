/** For tests: an account in a folder of its own, and the provider's operations on it without an engine between. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAccount, type Account } from "../account/account.ts";
import { checkInputs, type Checked } from "../check.ts";
import type { Configuration } from "../configuration.ts";
import { Operations } from "../operations.ts";
import type { Properties } from "../rules/rule.ts";
import { OTHER_SUBNET } from "./network-samples.ts";
import { samples } from "./samples.ts";

const TYPES: Readonly<Record<string, string>> = {
  [OTHER_SUBNET]: "aws:ec2/subnet:Subnet",
  "detached gateway": "aws:ec2/internetGateway:InternetGateway",
};

export class World {
  readonly directory = mkdtempSync(join(tmpdir(), "aws-account-"));
  readonly configuration: Configuration;
  readonly account: Account;
  operations: Operations;
  readonly #made = new Map<string, Properties & { id: string }>();

  constructor(configuration: Partial<Configuration> = {}) {
    this.configuration = { region: "eu-west-1", account: "000000000000", defaultTags: {}, ...configuration };
    this.account = openAccount(this.directory);
    this.operations = new Operations(this.account, this.configuration);
  }

  /** The sample of that type, made once. */
  readonly make = (name: string): Properties & { id: string } => {
    const known = this.#made.get(name);
    if (known) return known;
    const made = this.create(TYPES[name] ?? name, name, this.inputs(name));
    this.#made.set(name, made);
    return made;
  };

  inputs(name: string): Properties {
    return samples[name]!(this.make);
  }

  check(type: string, name: string, news: Properties, olds: Properties = {}): Checked {
    const seed = new Uint8Array(32).fill(7);
    return checkInputs(
      { type, urn: urn(type, name), name: "sample", olds, news, seed },
      this.account,
      this.configuration,
    );
  }

  /** Check, then create. @throws with all failures of either. */
  create(type: string, name: string, news: Properties): Properties & { id: string } {
    const { inputs, failures } = this.check(type, name, news);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    const { id, outputs } = this.operations.create({ type, urn: urn(type, name) }, inputs, false);
    return { ...outputs, id };
  }

  /** Forgets what the engine has told, as a new process would. */
  restart(): void {
    this.operations = new Operations(this.account, this.configuration);
  }

  /** Empties the account: cheaper than another one. */
  clear(): void {
    for (const { id, type } of this.account.list()) this.account.delete(id, type);
    this.#made.clear();
    this.restart();
  }

  close(): void {
    this.account.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function urn(type: string, name: string): string {
  return `urn:pulumi:test::project::${type}::${name}`;
}

/** Creation, change, deletion and reading of resources, each one transaction on the account. */
import type { Account, Resource } from "./account/account.ts";
import { refusals } from "./check.ts";
import { describeFailures, regionOf, type Configuration } from "./configuration.ts";
import { identify, madeOutputs, previewOutputs, previewUpdate, withChosenName } from "./outputs.ts";
import { ruleOf } from "./rules/index.ts";
import type { Failure, Properties } from "./rules/rule.ts";
import { holders } from "./situation.ts";
import { equal } from "./values/json.ts";

export interface Subject {
  readonly type: string;
  readonly urn: string;
}

/** Operations of one provider instance on the account. */
export class Operations {
  readonly #account: Account;
  readonly #configuration: Configuration;
  /** Ids the engine has spoken of, by URN: what else the account holds under a URN was made by a killed update. */
  readonly #spokenOf = new Map<string, Set<string>>();

  constructor(account: Account, configuration: Configuration) {
    this.#account = account;
    this.#configuration = configuration;
  }

  /** The engine has the resource in its state. */
  remember(urn: string, id: string): void {
    this.#spokenOf.set(urn, (this.#spokenOf.get(urn) ?? new Set()).add(id));
  }

  /** @throws with AWS's codes, all of them at once. */
  create({ type, urn }: Subject, inputs: Properties, preview: boolean): { id: string; outputs: Properties } {
    const region = regionOf(inputs, this.#configuration);
    if (preview) return { id: "", outputs: previewOutputs(type, inputs, region) };
    const made = this.#account.transaction(
      () => this.#orphan(type, urn, inputs) ?? this.#make(type, urn, inputs, region),
    );
    this.remember(urn, made.id);
    return { id: made.id, outputs: made.state };
  }

  /** What a killed update made and the engine never recorded: taken over instead of made twice. */
  #orphan(type: string, urn: string, inputs: Properties): Resource | undefined {
    return this.#account
      .findByUrn(urn)
      .find(
        (resource) =>
          resource.type === type
          && !this.#spokenOf.get(urn)?.has(resource.id)
          && equal(resource.inputs, inputs),
      );
  }

  #make(type: string, urn: string, inputs: Properties, region: string): Resource {
    const rule = ruleOf(type);
    const place = rule.global === true ? "global" : region;
    const complete = withChosenName(inputs, rule);
    const { account: accountId } = this.#configuration;
    const question = { account: this.#account, accountId, region, type, inputs: complete };
    refuse(refusals({ ...question, isSelf: () => false }));
    const identity = identify(rule, complete, region, accountId);
    const twin = this.#account.locate(type, place, identity.id);
    if (twin && rule.overwrites !== true) {
      const { code = "ResourceAlreadyExists", message = () => identity.id } = rule.unique?.[0] ?? {};
      throw new Error(`${code}: ${message(complete)}; choose another or import it`);
    }
    const created = new Date().toISOString();
    const state = madeOutputs({ ...question, ...identity, created });
    const resource: Resource = {
      type,
      ...identity,
      region: place,
      account: accountId,
      urn,
      inputs,
      state,
      created,
    };
    this.#account.put(resource);
    return resource;
  }

  /** @throws when the resource is gone, or AWS refuses the change. */
  update(
    { type, urn }: Subject,
    id: string,
    inputs: Properties,
    previous: Properties,
    preview: boolean,
  ): Properties {
    this.remember(urn, id);
    const region = regionOf(inputs, this.#configuration);
    if (preview) return previewUpdate(type, previous, inputs, region);
    return this.#account.transaction(() => {
      const before = this.#account.get(id, type);
      if (!before)
        throw new Error(
          `${type} ${id} is not in the account any more: run \`pulumi refresh\` to take notice`,
        );
      const accountId = this.#configuration.account;
      const question = { account: this.#account, accountId, region, type, inputs };
      refuse([
        ...refusals({ ...question, isSelf: (resource) => resource.id === id && resource.type === type }),
        ...(ruleOf(type).change?.(before.inputs, inputs) ?? []),
      ]);
      const { arn, created } = before;
      const complete = { ...chosenName(type, before), ...inputs };
      const state = madeOutputs({ ...question, inputs: complete, id, arn, created, previous: before.state });
      this.#account.put({ ...before, urn, inputs, state });
      return state;
    });
  }

  /** Deletes; what is gone already is fine. @throws when AWS would refuse. */
  delete({ type, urn }: Subject, id: string): void {
    this.remember(urn, id);
    this.#account.transaction(() => {
      const resource = this.#account.get(id, type);
      if (!resource || (ruleOf(type).overwrites === true && resource.urn !== urn)) return;
      const { inUse, protects } = ruleOf(type);
      const protection = protects?.(resource.inputs);
      if (protection !== undefined) throw new Error(protection);
      const held = inUse === undefined ? [] : holders(this.#account, resource);
      if (held.length > 0) {
        const list = held
          .slice(0, 5)
          .map((other) => `${other.type} ${other.id}`)
          .join(", ");
        throw new Error(
          `${inUse}: ${id} cannot be deleted while it is used by ${list}${held.length > 5 ? ` and ${held.length - 5} more` : ""}; delete those first`,
        );
      }
      this.#account.delete(id, type);
    });
  }

  /** The resource as the account has it; undefined when it is gone. */
  read(
    { type, urn }: Subject,
    id: string,
  ): { id: string; inputs: Properties; outputs: Properties } | undefined {
    ruleOf(type);
    this.remember(urn, id);
    const found = this.#account.get(id, type);
    return found && { id: found.id, inputs: found.inputs, outputs: found.state };
  }
}

/** The name that AWS chose at creation, from a beginning that the program gave. */
function chosenName(type: string, { inputs, state }: Resource): Properties {
  const { field, unless } = ruleOf(type).name ?? {};
  const chosen =
    field !== undefined
    && unless !== undefined
    && inputs[field] === undefined
    && inputs[unless] !== undefined;
  return chosen ? { [field]: state[field] } : {};
}

function refuse(failures: readonly Failure[]): void {
  if (failures.length > 0) throw new Error(describeFailures(failures));
}

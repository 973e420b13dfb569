/**
 * A rule says, for one resource type, what AWS would: how one is named, what it must refer to, what must be unique,
 * what cannot be changed in place, what it answers. The table of rules is `index.ts`.
 */
import type { Resource } from "../account/account.ts";

/** Properties of a resource, as the engine sends them: unknown values are the sentinel of `values/unknown.ts`. */
export type Properties = Record<string, unknown>;

/** One refused property. `reason` starts with AWS's error code where AWS is who refuses. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** Where the id comes from. Only `prefix`, `uuid` and `make` with `generated` are unknown until creation. */
export type IdentifierSource =
  | { readonly prefix: string }
  | { readonly uuid: true }
  | { readonly field: string }
  | { readonly join: readonly string[]; readonly separator: string }
  | { readonly arn: true }
  | {
      readonly make: (inputs: Properties, region: string, account: string) => string;
      readonly generated?: boolean;
    };

/** A name that Pulumi fills in from the resource's own when the program gives none. */
export interface AutomaticName {
  readonly field: string;
  /** Longest name AWS takes. */
  readonly maximum: number;
  readonly prefix?: string;
  readonly lowerCase?: boolean;
  /** Field that, when given, makes AWS choose the name instead. */
  readonly unless?: string;
}

/** Properties that must name resources of the account. */
export interface Reference {
  /** Path as in `values/paths.ts`. */
  readonly field: string;
  /** Type token, or `*` for a resource of any type. */
  readonly type: string;
  readonly code: string;
  /** What AWS calls the thing, e.g. `subnet ID`. */
  readonly noun: string;
  /** The value must be an ARN. */
  readonly arn?: boolean;
  /** Values that name something which AWS itself provides. */
  readonly except?: RegExp;
  /** Whether the resource named cannot be deleted while this one exists. Default true. */
  readonly holds?: boolean;
}

/** Properties whose values, taken together, no two resources of the type (in one region) may share. */
export interface Unique {
  readonly fields: readonly string[];
  readonly code: string;
  readonly message: (inputs: Properties) => string;
}

/** What a check that needs the account may look at. */
export interface Situation {
  readonly inputs: Properties;
  readonly region: string;
  readonly account: string;
  /** Id of the resource itself, once it exists. */
  readonly id?: string;
  /** Resources of `type` in the region, without the one that is being checked. */
  readonly others: (type: string) => Resource[];
  readonly find: (type: string, id: unknown) => Resource | undefined;
}

/** What outputs are made from. */
export interface Made {
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly account: string;
  readonly inputs: Properties;
  readonly created: string;
  /** State before the update; undefined on creation. */
  readonly previous?: Properties;
  readonly find: (type: string, id: unknown) => Resource | undefined;
}

export type ValueCheck = (inputs: Properties) => Failure[];

export interface Rule {
  readonly id: IdentifierSource;
  /** Template with `{region}`, `{account}`, `{id}`, `{hex}` (16 fresh digits), `{uuid}` and names of inputs. */
  readonly arn?: string | ((inputs: Properties, region: string, account: string) => string);
  /** Not bound to a region. */
  readonly global?: boolean;
  readonly name?: AutomaticName;
  /** Values the provider fills into the inputs. */
  readonly defaults?: Properties;
  /** Paths that cannot be changed in place. */
  readonly replaces: readonly string[];
  readonly references?: readonly Reference[];
  readonly unique?: readonly Unique[];
  /** Checks on the inputs alone; a check that meets an unknown value holds its tongue. */
  readonly values?: readonly ValueCheck[];
  /** What stands in the way already: asked in previews too. Answers nothing where a value is unknown. */
  readonly conflicts?: (situation: Situation) => Failure[];
  /** What must be there first, and may come into being in the same update: asked at creation only. */
  readonly readiness?: (situation: Situation) => Failure[];
  /** Checks on a change in place. */
  readonly change?: (before: Properties, after: Properties) => Failure[];
  /** Outputs beyond inputs, arn, region, owner and tags; must follow from its argument alone. */
  readonly outputs?: (made: Made) => Properties;
  /** Outputs that a change in place makes anew. */
  readonly renewed?: readonly string[];
  /** State properties other resources may refer to it by, besides id and ARN. */
  readonly knownBy?: readonly string[];
  /** Resources of other types whose creation brings one of this type along: its id is in that state property. */
  readonly impliedBy?: readonly { readonly type: string; readonly property: string }[];
  /** Type that this one is another name of: references to that type accept it too. */
  readonly standsFor?: string;
  /** AWS's code for a deletion while something refers to it; without one, deletion is never refused. */
  readonly inUse?: string;
  /** Reason why AWS would not delete it, from its inputs. */
  readonly protects?: (inputs: Properties) => string | undefined;
  /** Creating a second one of the same id silently takes the place of the first, as S3's sub-resources do. */
  readonly overwrites?: boolean;
}

export type Rules = Readonly<Record<string, Rule>>;

/** A client's own credentials for one data store, as a Service Binding Secret it mounts as a folder. */
import type { Dependency } from "@plinth/core";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import * as pulumi from "@pulumi/pulumi";

/** Characters of a generated password: letters and digits only, so that it needs no escaping in a URI. */
const passwordLength = 40;

/** What a binding says besides the password, which is generated. */
export interface BindingPlan {
  readonly type: "postgresql" | "redis";
  readonly username: string;
  readonly host: pulumi.Input<string>;
  readonly port: number;
  /** What follows the port in the URI: `/ballots?sslmode=require`. */
  readonly path: string;
  /** Entries of this type of store only: `database`, `sslmode`. */
  readonly entries: Readonly<Record<string, string>>;
}

/** A binding and what it was made from. */
export interface Binding {
  readonly reference: Dependency["binding"];
  readonly secret: Secret;
  readonly password: pulumi.Output<string>;
}

/** Where the Secret goes, and its `type`, which operators look at. */
export interface BindingSecret {
  readonly metadata: {
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly type: string;
}

/**
 * Generates a password and writes the Secret with the well-known entries
 * (https://servicebinding.io/spec/core/1.1.0/#well-known-secret-entries).
 */
export function createBinding(
  name: string,
  plan: BindingPlan,
  secret: BindingSecret,
  opts: pulumi.CustomResourceOptions,
): Binding {
  const password = createPassword(name, opts);
  const { type, username, host, port, path } = plan;
  const created = new Secret(
    `${name}-binding`,
    {
      metadata: secret.metadata,
      type: secret.type,
      stringData: {
        ...plan.entries,
        type,
        host,
        port: String(port),
        username,
        password,
        uri: pulumi.interpolate`${type}://${username}:${password}@${host}:${port}${path}`,
      },
    },
    opts,
  );
  return { reference: { kind: "Secret", name: created.metadata.name }, secret: created, password };
}

/** A password that stays the same until its resource is replaced. */
export function createPassword(name: string, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  return new RandomPassword(`${name}-password`, { length: passwordLength, special: false }, opts).result;
}

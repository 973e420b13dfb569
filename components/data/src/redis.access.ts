/** Who may come in: a binding for each client, and the one Secret with all of it that the pod alone reads. */
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { createBinding, createPassword, type Binding, type BindingSecret } from "./binding.ts";
import { mapValues } from "./map-values.ts";
import { accessList, internalRules, ports, sha256, type RedisUser } from "./redis.plan.ts";
import { exporterAddress } from "./redis.pod.plan.ts";

type ObjectMetadata = BindingSecret["metadata"];

/** One Secret for each client, with its own user and password. */
export function createBindings<UserName extends string>(
  name: string,
  users: Readonly<Record<UserName, RedisUser>>,
  host: pulumi.Input<string>,
  metadata: (suffix: string) => ObjectMetadata,
  opts: pulumi.CustomResourceOptions,
): Record<UserName, Binding> {
  return mapValues(users, (username) =>
    createBinding(
      `${name}-${username}`,
      { type: "redis", username, host, port: ports.redis, path: "", entries: {} },
      { metadata: metadata(`${username}-binding`), type: "servicebinding.io/redis" },
      opts,
    ),
  );
}

/** The access list, with the clients' passwords as hashes, and the passwords of the pod's own two users. */
export function createAccess(
  name: string,
  clients: Readonly<Record<string, RedisUser>>,
  bindings: Readonly<Record<string, Binding>>,
  streams: readonly string[],
  metadata: ObjectMetadata,
  opts: pulumi.CustomResourceOptions,
): Secret {
  const internal = mapValues(internalRules(streams), (user, rules) => ({
    rules,
    password: createPassword(`${name}-${user}`, opts),
  }));
  const accounts = [
    ...Object.entries(clients).map(([user, rules]) => account(user, rules, bindings[user]!.password)),
    ...Object.entries(internal).map(([user, { rules, password }]) => account(user, rules, password)),
  ];
  const exporter = exporterAddress.replace("//", "//exporter@");
  return new Secret(
    `${name}-access`,
    {
      metadata,
      type: "Opaque",
      stringData: {
        "users.acl": pulumi.all(accounts).apply(accessList),
        "probe-password": internal.probe.password,
        "exporter.json": pulumi.jsonStringify({ [exporter]: internal.exporter.password }),
      },
    },
    opts,
  );
}

const account = (name: string, rules: RedisUser, password: pulumi.Output<string>) =>
  password.apply((known) => ({ ...rules, name, passwordSha256: sha256(known) }));

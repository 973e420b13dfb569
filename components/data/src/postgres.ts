/**
 * A PostgreSQL cluster run by CloudNativePG: replicated, placed over zones, encrypted on the wire,
 * with one login for each role and nobody let in but the operator, its own servers and who needs it.
 */
import { childOptions, labels, type Client, type Dependency, type NamespaceHandle } from "@plinth/core";
import { Cluster, PodMonitor } from "@plinth/crds";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { createBinding, type Binding } from "./binding.ts";
import { mapValues } from "./map-values.ts";
import { createObjectStore, createScheduledBackup, type PostgresBackup } from "./postgres.backup.ts";
import { instanceSelector, networkPolicies, ports, type KubernetesApi } from "./postgres.network.plan.ts";
import {
  checkPostgres,
  clusterSpec,
  serviceOf,
  type PostgresRole,
  type PostgresSize,
} from "./postgres.plan.ts";

export interface PostgresArgs<RoleName extends string> extends PostgresSize {
  readonly namespace: NamespaceHandle;
  /** The system it belongs to: `voting`. */
  readonly partOf: string;
  /** Image of a PostgreSQL built for CloudNativePG, with registry and exact tag. */
  readonly image: pulumi.Input<string>;
  /** Where it runs: the StorageClass of its volumes, and the API through which its servers elect the primary. */
  readonly cluster: { readonly storageClass: pulumi.Input<string>; readonly kubernetesApi: KubernetesApi };
  /** Name of the database. Default: the component's name. */
  readonly database?: string;
  /** Logins by name. Each becomes a handle in `roles` that a service can need. */
  readonly roles: Readonly<Record<RoleName, PostgresRole>>;
  /** Settings of `postgresql.conf`. `shared_buffers` defaults to a quarter of the memory. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly clients: {
    /** CloudNativePG's operator. */
    readonly postgresOperator: Client;
    readonly prometheus: Client;
  };
  /** Where and when to back up. Default: not at all. */
  readonly backup?: PostgresBackup;
}

export class Postgres<RoleName extends string = string> extends pulumi.ComponentResource {
  /** Name of the `Cluster`, and of the ServiceAccount its pods run as. */
  readonly name: string;
  readonly namespace: pulumi.Output<string>;
  /** One handle for each role. Reads go to the standbys where there are enough of them. */
  readonly roles: Readonly<Record<RoleName, Dependency<"postgresql">>>;

  constructor(name: string, args: PostgresArgs<RoleName>, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:data:Postgres", name, {}, opts);
    checkPostgres(name, args);
    this.name = name;
    this.namespace = pulumi.output(args.namespace.name);
    const child = childOptions(this, opts, args.namespace.ready);

    const bindings = createBindings(name, args, child);
    const policies = createNetworkPolicies(name, args, child);
    const objectStore = args.backup && createObjectStore(name, metadata(name, args), args.backup, child);

    const cluster = new Cluster(
      `${name}-cluster`,
      {
        metadata: metadata(name, args),
        spec: clusterSpec({
          ...args,
          storageClass: args.cluster.storageClass,
          database: databaseOf(name, args),
          parameters: args.parameters ?? {},
          labels: { "app.kubernetes.io/part-of": args.partOf },
          secretOf: (role) => bindingName(name, role),
          ...(objectStore && { objectStore: name }),
        }),
      },
      pulumi.mergeOptions(child, {
        dependsOn: [
          ...policies,
          ...Object.values<Binding>(bindings).map(({ secret }) => secret),
          ...(objectStore ? [objectStore] : []),
        ],
      }),
    );
    if (args.backup) createScheduledBackup(name, metadata(name, args), args.backup, cluster, child);
    createPodMonitor(name, args, child);

    this.roles = handles(name, args, bindings, cluster);
    this.registerOutputs({ name: this.name, namespace: this.namespace });
  }
}

type AnyArgs = PostgresArgs<string>;

const databaseOf = (name: string, { database }: Pick<AnyArgs, "database">) => database ?? name;
const bindingName = (name: string, role: string) => `${name}-${role}-binding`;

function metadata(name: string, { partOf, namespace }: AnyArgs, objectName = name) {
  const identity = { name: "postgresql", instance: name, component: "database", partOf };
  return { name: objectName, namespace: namespace.name, labels: labels(identity) };
}

function hostOf(name: string, { instances, namespace }: AnyArgs, role: PostgresRole) {
  return pulumi.interpolate`${name}-${serviceOf(role, instances)}.${namespace.name}.svc`;
}

function createBindings<RoleName extends string>(
  name: string,
  args: PostgresArgs<RoleName>,
  opts: pulumi.CustomResourceOptions,
): Record<RoleName, Binding> {
  const database = databaseOf(name, args);
  return mapValues(args.roles, (username, role: PostgresRole) => {
    const object = metadata(name, args, bindingName(name, username));
    return createBinding(
      `${name}-${username}`,
      {
        type: "postgresql",
        username,
        host: hostOf(name, args, role),
        port: ports.postgresql,
        path: `/${database}?sslmode=require`,
        entries: { database, sslmode: "require" },
      },
      {
        // With this label the operator applies a new password at once, not at its next round.
        metadata: { ...object, labels: { ...object.labels, "cnpg.io/reload": "true" } },
        type: "kubernetes.io/basic-auth",
      },
      opts,
    );
  });
}

function createNetworkPolicies(
  name: string,
  args: AnyArgs,
  opts: pulumi.CustomResourceOptions,
): NetworkPolicy[] {
  const specs = networkPolicies({
    cluster: name,
    namespace: args.namespace.name,
    operator: args.clients.postgresOperator,
    prometheus: args.clients.prometheus,
    kubernetesApi: args.cluster.kubernetesApi,
    backup: args.backup !== undefined,
  });
  return Object.entries(specs).map(
    ([opens, spec]) =>
      new NetworkPolicy(
        `${name}-network-${opens}`,
        { metadata: metadata(name, args, `${name}-${opens}`), spec },
        opts,
      ),
  );
}

function createPodMonitor(name: string, args: AnyArgs, opts: pulumi.CustomResourceOptions): PodMonitor {
  return new PodMonitor(
    `${name}-pod-monitor`,
    {
      metadata: metadata(name, args),
      spec: {
        selector: { matchLabels: instanceSelector(name) },
        podMetricsEndpoints: [{ port: "metrics" }],
      },
    },
    opts,
  );
}

function handles<RoleName extends string>(
  name: string,
  args: PostgresArgs<RoleName>,
  bindings: Record<RoleName, Binding>,
  cluster: Cluster,
): Record<RoleName, Dependency<"postgresql">> {
  return mapValues(bindings, (role, { reference, secret }: Binding) => ({
    name: `${name}-${role}`,
    protocol: "postgresql",
    namespace: args.namespace.name,
    selector: instanceSelector(name),
    port: ports.postgresql,
    mesh: false,
    binding: reference,
    ready: [cluster, secret],
  }));
}

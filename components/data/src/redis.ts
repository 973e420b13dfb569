/**
 * A Redis server that answers a write once its disk has it, refuses writes when it is full, and knows each
 * client by name: a StatefulSet of one pod with an exporter of its metrics.
 */
import {
  childOptions,
  ingressPolicy,
  labels,
  selectorLabels,
  type Client,
  type ContainerResources,
  type Dependency,
  type NamespaceHandle,
} from "@plinth/core";
import { PodMonitor } from "@plinth/crds";
import { StatefulSet } from "@pulumi/kubernetes/apps/v1/statefulSet.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import type { Binding } from "./binding.ts";
import { mapValues } from "./map-values.ts";
import { createAccess, createBindings } from "./redis.access.ts";
import { checksum, checkUsers, configuration, internalRules, ports, type RedisUser } from "./redis.plan.ts";
import { redisPod } from "./redis.pod.plan.ts";

export interface RedisArgs<UserName extends string> {
  readonly namespace: NamespaceHandle;
  /** The system it belongs to: `voting`. */
  readonly partOf: string;
  /** Image of Redis 7 or later, with registry and exact tag. */
  readonly image: pulumi.Input<string>;
  /** Image of redis_exporter 1.67 or later, with registry and exact tag. */
  readonly exporterImage: pulumi.Input<string>;
  /** Bytes of its volume. Changing them replaces the StatefulSet and keeps the volume, which is resized apart. */
  readonly storage: string;
  /** Where it runs: the StorageClass of its volume. */
  readonly cluster: { readonly storageClass: pulumi.Input<string> };
  /** For the server. Three fifths of the memory hold data. */
  readonly resources: ContainerResources;
  /** Logins by name. Each becomes a handle in `users` that a service can need. */
  readonly users: Readonly<Record<UserName, RedisUser>>;
  /** Streams whose length, groups and lag are exported as metrics. Default: none. */
  readonly streams?: readonly string[];
  readonly clients: { readonly prometheus: Client };
}

export class Redis<UserName extends string = string> extends pulumi.ComponentResource {
  /** Name of the StatefulSet and of the Service its clients call. */
  readonly name: string;
  readonly namespace: pulumi.Output<string>;
  /** One handle for each user. */
  readonly users: Readonly<Record<UserName, Dependency<"redis">>>;

  constructor(name: string, args: RedisArgs<UserName>, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:data:Redis", name, {}, opts);
    checkUsers(name, args.users);
    this.name = name;
    this.namespace = pulumi.output(args.namespace.name);
    const child = childOptions(this, opts, args.namespace.ready);

    const object = (suffix: string) => metadata(name, args, suffix);
    const host = pulumi.interpolate`${name}.${args.namespace.name}.svc`;
    const bindings = createBindings(name, args.users, host, object, child);
    const rules = { ...args.users, ...internalRules(args.streams ?? []) };
    const access = createAccess(name, args.users, bindings, args.streams ?? [], object("access"), child);
    const config = configuration(args.resources.memory);
    const files = [createConfigMap(name, args, config, child), access];
    const surroundings = createSurroundings(name, args, child);
    const server = createStatefulSet(
      name,
      args,
      checksum(config, rules),
      pulumi.mergeOptions(child, { dependsOn: [...files, ...surroundings] }),
    );
    createService(name, args, child);
    createOperations(name, args, child);

    this.users = handles(name, args, bindings, server);
    this.registerOutputs({ name: this.name, namespace: this.namespace });
  }
}

type AnyArgs = RedisArgs<string>;

function metadata(name: string, { partOf, namespace }: AnyArgs, suffix?: string) {
  const identity = { name: "redis", instance: name, component: "database", partOf };
  return {
    name: suffix === undefined ? name : `${name}-${suffix}`,
    namespace: namespace.name,
    labels: labels(identity),
  };
}

const selectorOf = (name: string) => selectorLabels({ name: "redis", instance: name });

function createConfigMap(
  name: string,
  args: AnyArgs,
  config: string,
  opts: pulumi.CustomResourceOptions,
): ConfigMap {
  return new ConfigMap(
    `${name}-configuration`,
    { metadata: metadata(name, args, "configuration"), data: { "redis.conf": config } },
    opts,
  );
}

/** What has to be there before the pod: its account, its own DNS name, and who may reach it. */
function createSurroundings(
  name: string,
  args: AnyArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { prometheus } = args.clients;
  const metrics = { name, namespace: args.namespace.name, selector: selectorOf(name), port: ports.metrics };
  return [
    new ServiceAccount(
      `${name}-account`,
      { metadata: metadata(name, args), automountServiceAccountToken: false },
      opts,
    ),
    new Service(
      `${name}-headless`,
      {
        metadata: metadata(name, args, "headless"),
        spec: { clusterIP: "None", selector: selectorOf(name), ports: [servicePort] },
      },
      opts,
    ),
    new NetworkPolicy(
      `${name}-network-prometheus`,
      {
        metadata: metadata(name, args, "prometheus"),
        spec: ingressPolicy(prometheus, { ...metrics, mesh: false }),
      },
      opts,
    ),
  ];
}

const servicePort = {
  name: "tcp-redis",
  port: ports.redis,
  targetPort: "tcp-redis",
  protocol: "TCP",
  appProtocol: "tcp",
};

function createService(name: string, args: AnyArgs, opts: pulumi.CustomResourceOptions): Service {
  return new Service(
    `${name}-service`,
    { metadata: metadata(name, args), spec: { selector: selectorOf(name), ports: [servicePort] } },
    opts,
  );
}

function createStatefulSet(
  name: string,
  args: AnyArgs,
  configurationChecksum: string,
  opts: pulumi.CustomResourceOptions,
): StatefulSet {
  const object = metadata(name, args);
  return new StatefulSet(
    `${name}-server`,
    {
      metadata: object,
      spec: {
        // More than one needs replication and Sentinel; two servers without would be two queues.
        replicas: 1,
        serviceName: `${name}-headless`,
        selector: { matchLabels: selectorOf(name) },
        // A pod that never became ready must not stand in the way of the one that mends it.
        podManagementPolicy: "Parallel",
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        template: redisPod({
          ...args,
          name,
          streams: args.streams ?? [],
          labels: object.labels,
          selector: selectorOf(name),
          configMap: `${name}-configuration`,
          secret: `${name}-access`,
          checksum: configurationChecksum,
        }),
        volumeClaimTemplates: [dataVolume(args, object.labels)],
      },
    },
    opts,
  );
}

function dataVolume({ storage, cluster }: AnyArgs, volumeLabels: Record<string, string>) {
  return {
    metadata: { name: "data", labels: volumeLabels },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: cluster.storageClass,
      resources: { requests: { storage } },
    },
  };
}

function createOperations(name: string, args: AnyArgs, opts: pulumi.CustomResourceOptions): void {
  const pods = { matchLabels: selectorOf(name) };
  // One pod may always be evicted: a budget that forbids it would keep its node from ever being drained.
  new PodDisruptionBudget(
    `${name}-disruption-budget`,
    { metadata: metadata(name, args), spec: { maxUnavailable: 1, selector: pods } },
    opts,
  );
  new PodMonitor(
    `${name}-pod-monitor`,
    { metadata: metadata(name, args), spec: { selector: pods, podMetricsEndpoints: [{ port: "metrics" }] } },
    opts,
  );
}

function handles<UserName extends string>(
  name: string,
  args: RedisArgs<UserName>,
  bindings: Record<UserName, Binding>,
  server: StatefulSet,
): Record<UserName, Dependency<"redis">> {
  return mapValues(bindings, (user, { reference, secret }: Binding) => ({
    name: `${name}-${user}`,
    protocol: "redis",
    namespace: args.namespace.name,
    selector: selectorOf(name),
    port: ports.redis,
    mesh: true,
    binding: reference,
    ready: [server, secret],
  }));
}

/** The pod of a Redis server, as plain data: the server, and beside it the exporter of its metrics. */
import {
  containerSecurityContext,
  podSecurityContext,
  resourceRequirements,
  type ContainerResources,
} from "@plinth/core";
import type { Input } from "@pulumi/pulumi";
import { paths, ports } from "./redis.plan.ts";

/** What the pod is made from. */
export interface RedisPodPlan {
  /** Name of the StatefulSet, its ServiceAccount and its objects' prefix. */
  readonly name: string;
  readonly image: Input<string>;
  readonly exporterImage: Input<string>;
  readonly resources: ContainerResources;
  readonly streams: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  /** Name of the ConfigMap with `redis.conf`. */
  readonly configMap: string;
  /** Name of the Secret with `users.acl`, `probe-password` and `exporter.json`. */
  readonly secret: string;
  /** Of the files the server reads only when it starts. */
  readonly checksum: string;
}

/** Seconds to finish what was asked and write the rest to disk. */
const terminationGracePeriodSeconds = 60;

/** The exporter holds one page of text. */
const exporterResources: ContainerResources = {
  cpu: { request: "10m", limit: "200m" },
  memory: "64Mi",
  ephemeralStorage: "32Mi",
};

/** Where the exporter looks for the server, and the key its password is filed under. */
export const exporterAddress = `redis://localhost:${ports.redis}`;

/** The pod template. Its volume `data` comes from the StatefulSet's claim template. */
export function redisPod(plan: RedisPodPlan) {
  return {
    metadata: {
      labels: { ...plan.labels },
      annotations: {
        "plinth.dev/configuration-checksum": plan.checksum,
        // Prometheus has no mesh identity: it reaches this port beside the sidecar, guarded by a NetworkPolicy.
        "traffic.sidecar.istio.io/excludeInboundPorts": String(ports.metrics),
      },
    },
    spec: {
      serviceAccountName: plan.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: podSecurityContext,
      terminationGracePeriodSeconds,
      topologySpreadConstraints: [
        {
          topologyKey: "topology.kubernetes.io/zone",
          maxSkew: 1,
          whenUnsatisfiable: "DoNotSchedule",
          labelSelector: { matchLabels: { ...plan.selector } },
        },
      ],
      volumes: volumes(plan),
      containers: [serverContainer(plan), exporterContainer(plan)],
    },
  };
}

function volumes({ configMap, secret }: RedisPodPlan) {
  const files = (name: string, keys: readonly string[]) => ({
    name,
    secret: { secretName: secret, defaultMode: 0o440, items: keys.map((key) => ({ key, path: key })) },
  });
  return [
    { name: "configuration", configMap: { name: configMap, defaultMode: 0o440 } },
    files("access", ["users.acl", "probe-password"]),
    files("exporter", ["exporter.json"]),
  ];
}

function serverContainer({ image, resources }: RedisPodPlan) {
  const ping = [
    `REDISCLI_AUTH="$(cat ${paths.access}/probe-password)"`,
    `redis-cli --user probe --no-auth-warning -p ${ports.redis} ping`,
  ].join(" ");
  const probe = (command: string, rest: object) => ({
    exec: { command: ["sh", "-c", command] },
    timeoutSeconds: 5,
    ...rest,
  });
  return {
    ...containerBase("redis", image, resources),
    command: ["redis-server", `${paths.configuration}/redis.conf`],
    ports: [{ name: "tcp-redis", containerPort: ports.redis, protocol: "TCP" }],
    volumeMounts: [
      { name: "data", mountPath: paths.data },
      { name: "configuration", mountPath: paths.configuration, readOnly: true },
      { name: "access", mountPath: paths.access, readOnly: true },
    ],
    // Ten minutes to read a large file back; until then the answer is an error, not PONG.
    startupProbe: probe(`${ping} | grep -q PONG`, { periodSeconds: 5, failureThreshold: 120 }),
    readinessProbe: probe(`${ping} | grep -q PONG`, { periodSeconds: 5, failureThreshold: 3 }),
    // Any answer is a sign of life: a server that refuses writes is not helped by a restart.
    livenessProbe: probe(ping, { periodSeconds: 10, failureThreshold: 6 }),
  };
}

function exporterContainer({ exporterImage, streams }: RedisPodPlan) {
  const probe = (rest: object) => ({
    httpGet: { path: "/health", port: "metrics" },
    timeoutSeconds: 2,
    ...rest,
  });
  return {
    ...containerBase("exporter", exporterImage, exporterResources),
    args: [
      `--redis.addr=${exporterAddress}`,
      "--redis.user=exporter",
      `--redis.password-file=${paths.exporter}/exporter.json`,
      // Needs no right to read the configuration, and scrapes no other address on request.
      "--config-command=-",
      "--disable-scrape-endpoint",
      ...(streams.length > 0 ? [`--check-single-streams=${streams.join(",")}`] : []),
    ],
    ports: [{ name: "metrics", containerPort: ports.metrics, protocol: "TCP" }],
    volumeMounts: [{ name: "exporter", mountPath: paths.exporter, readOnly: true }],
    startupProbe: probe({ periodSeconds: 2, failureThreshold: 30 }),
    readinessProbe: probe({ periodSeconds: 10, failureThreshold: 3 }),
    livenessProbe: probe({ periodSeconds: 10, failureThreshold: 3 }),
  };
}

function containerBase(name: string, image: Input<string>, resources: ContainerResources) {
  return {
    name,
    image,
    imagePullPolicy: "Always",
    securityContext: { ...containerSecurityContext, capabilities: { drop: ["ALL"] } },
    resources: resourceRequirements(resources),
  };
}

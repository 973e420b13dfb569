/** The objects of a workload that keeps running. */
import {
  labels,
  selectorLabels,
  trackLabel,
  type Dependency,
  type ServerSpec,
  type ServiceSize,
} from "@plinth/core";
import { ServiceMonitor } from "@plinth/crds";
import { Deployment } from "@pulumi/kubernetes/apps/v1/deployment.js";
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import { Service } from "@pulumi/kubernetes/core/v1/service.js";
import { PodDisruptionBudget } from "@pulumi/kubernetes/policy/v1/podDisruptionBudget.js";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "./connect.ts";
import { serverPod, tracks, type Track } from "./pod.plan.ts";
import { objectMeta } from "./metadata.ts";
import type { WorkloadArgs } from "./workload.args.ts";

type ServerArgs = WorkloadArgs<ServerSpec>;

/**
 * Creates a Deployment and an autoscaler for each version of the release, and once for all of them
 * the Service, the disruption budget, the ServiceMonitor and the binding for those who need its HTTP port.
 */
export function createServer(
  name: string,
  args: ServerArgs,
  opts: pulumi.CustomResourceOptions,
  started: pulumi.CustomResourceOptions,
): Dependency<"http"> | undefined {
  const { service } = args;
  const metadata = objectMeta(args, service.name);
  const selector = selectorLabels(service);
  const exposed = new Service(
    `${name}-service`,
    { metadata, spec: { selector, ports: servicePorts(service) } },
    opts,
  );
  const deployments = tracks(service, args.release).map((track) => createTrack(name, args, track, started));
  new PodDisruptionBudget(
    `${name}-disruption-budget`,
    { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
    opts,
  );
  new ServiceMonitor(
    `${name}-monitor`,
    {
      metadata,
      spec: { selector: { matchLabels: selector }, endpoints: [{ port: "metrics", path: "/metrics" }] },
    },
    opts,
  );
  const pods = { name: service.name, namespace: args.namespace.name, selector };
  const metrics = { ...pods, port: service.ports.metrics, mesh: false };
  const { prometheus, gateway } = args.clients;
  connect(`${name}-from-${prometheus.name}`, prometheus, metrics, { bothEnds: false }, opts);
  if (service.ports.http === undefined) return undefined;
  const target = { ...pods, port: service.ports.http, mesh: true };
  if (service.public) connect(`${name}-from-${gateway.name}`, gateway, target, { bothEnds: false }, opts);
  const binding = createBinding(name, args, opts);
  return { ...target, protocol: "http", binding, ready: [exposed, ...deployments] };
}

function servicePorts({ ports }: ServerSpec) {
  const port = (name: string, number: number, appProtocol: string) => ({
    name,
    port: number,
    targetPort: name,
    protocol: "TCP",
    appProtocol,
  });
  return [
    ...(ports.http === undefined ? [] : [port("http", 80, "http")]),
    port("metrics", ports.metrics, "http"),
  ];
}

function createTrack(
  name: string,
  args: ServerArgs,
  track: Track,
  opts: pulumi.CustomResourceOptions,
): Deployment {
  const { service, size } = args;
  const metadata = objectMeta(args, track.deployment);
  const podLabels = {
    ...labels(service),
    [trackLabel]: track.name,
    "app.kubernetes.io/version": versionLabel(track.version),
  };
  const image = `${args.registry}/${service.image}:${track.version}`;
  const deployment = new Deployment(
    `${name}-${track.name}`,
    {
      metadata,
      // `replicas` is absent on purpose: the autoscaler owns it.
      spec: {
        selector: { matchLabels: { ...track.selector } },
        strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        revisionHistoryLimit: 5,
        template: serverPod({ ...args, image, labels: podLabels }),
      },
    },
    opts,
  );
  new HorizontalPodAutoscaler(
    `${name}-${track.name}-autoscaler`,
    { metadata, spec: autoscaling(track, size) },
    pulumi.mergeOptions(opts, { dependsOn: [deployment] }),
  );
  return deployment;
}

function autoscaling(track: Track, { replicas, targetCpuUtilization }: ServiceSize) {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: track.deployment },
    minReplicas: replicas.min,
    maxReplicas: replicas.max,
    metrics: [
      {
        type: "Resource",
        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: targetCpuUtilization } },
      },
    ],
  };
}

/** A label holds no `@` or `:`, and at most 63 characters: the digest stays in the image reference. */
function versionLabel(version: string): string {
  return version.split("@", 1)[0]!.slice(0, 63);
}

function createBinding(
  name: string,
  args: ServerArgs,
  opts: pulumi.CustomResourceOptions,
): Dependency["binding"] {
  const { service, namespace } = args;
  const host = pulumi.interpolate`${service.name}.${namespace.name}.svc`;
  const objectName = `${service.name}-http-binding`;
  new ConfigMap(
    `${name}-http-binding`,
    {
      metadata: objectMeta(args, objectName),
      data: { type: "http", host, port: "80", uri: pulumi.interpolate`http://${host}` },
    },
    opts,
  );
  return { kind: "ConfigMap", name: objectName };
}

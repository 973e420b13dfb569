/** The pod of a service, as plain data: hardened, placed over zones, drained before it stops. */
import {
  containerSecurityContext,
  podSecurityContext,
  resourceRequirements,
  selectorLabels,
  trackLabel,
  type Dependency,
  type HttpProbe,
  type Needs,
  type ServerSpec,
  type ServiceSize,
  type ServiceSpec,
} from "@plinth/core";
import type { input } from "@pulumi/kubernetes/types/index.js";

/** Where a container finds its Service Binding folders (https://servicebinding.io/spec/core/1.1.0/). */
export const bindingRoot = "/bindings";

/** Seconds a pod keeps serving after it was told to stop, so that every proxy has heard of it. */
const drainSeconds = 10;

/** Seconds a pod stays on a node that went silent before it is replaced elsewhere; Kubernetes waits 300. */
const nodeLossSeconds = 60;

/** What the pod of a service is made from. */
export interface PodPlan {
  readonly service: ServiceSpec;
  readonly size: ServiceSize;
  /** Registry and version included. */
  readonly image: string;
  readonly needs: Needs;
  readonly labels: Readonly<Record<string, string>>;
  /** Whether a pod waits rather than make the zones uneven. */
  readonly zoneSpread: "DoNotSchedule" | "ScheduleAnyway";
}

/** The template of a pod that keeps running. */
export function serverPod(plan: PodPlan & { readonly service: ServerSpec }): input.core.v1.PodTemplateSpec {
  const { service } = plan;
  return {
    metadata: {
      labels: { ...plan.labels },
      annotations: {
        // Prometheus has no mesh identity: it reaches this port beside the sidecar, guarded by a NetworkPolicy.
        "traffic.sidecar.istio.io/excludeInboundPorts": String(service.ports.metrics),
      },
    },
    spec: {
      ...podBase(plan),
      terminationGracePeriodSeconds: service.terminationGracePeriodSeconds,
      ...placement(plan),
      containers: [
        {
          ...containerBase(plan),
          ports: Object.entries(service.ports).map(([name, containerPort]) => ({
            name,
            containerPort,
            protocol: "TCP",
          })),
          startupProbe: probe(service.probes.startup),
          livenessProbe: probe(service.probes.liveness),
          readinessProbe: probe(service.probes.readiness),
          lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
        },
      ],
    },
  };
}

/** The template of a pod that runs to its end. */
export function jobPod(plan: PodPlan, args: readonly string[]): input.core.v1.PodTemplateSpec {
  return {
    metadata: { labels: { ...plan.labels } },
    spec: {
      ...podBase(plan),
      restartPolicy: "Never",
      containers: [{ ...containerBase(plan), args: [...args] }],
    },
  };
}

function podBase({ service, needs }: PodPlan) {
  return {
    serviceAccountName: service.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: podSecurityContext,
    volumes: [
      ...Object.entries(needs).map(([name, need]) => bindingVolume(name, need)),
      ...(service.writable ?? []).map(({ sizeLimit }, index) => ({
        name: `writable-${index}`,
        emptyDir: { sizeLimit },
      })),
    ],
  };
}

function containerBase({ service, size, image, needs }: PodPlan) {
  return {
    name: service.name,
    image,
    imagePullPolicy: "Always",
    securityContext: { ...containerSecurityContext, capabilities: { drop: ["ALL"] } },
    resources: resourceRequirements(size.resources),
    env: Object.entries({ ...service.environment, SERVICE_BINDING_ROOT: bindingRoot }).map(
      ([name, value]) => ({ name, value }),
    ),
    volumeMounts: [
      ...Object.keys(needs).map((name) => ({
        name: `binding-${name}`,
        mountPath: `${bindingRoot}/${name}`,
        readOnly: true,
      })),
      ...(service.writable ?? []).map(({ path }, index) => ({ name: `writable-${index}`, mountPath: path })),
    ],
  };
}

function bindingVolume(name: string, { binding }: Dependency) {
  return {
    name: `binding-${name}`,
    ...(binding.kind === "Secret"
      ? { secret: { secretName: binding.name, defaultMode: 0o440 } }
      : { configMap: { name: binding.name, defaultMode: 0o440 } }),
  };
}

function probe({ path, port, periodSeconds = 10, failureThreshold = 3 }: HttpProbe) {
  return { httpGet: { path, port }, periodSeconds, failureThreshold, timeoutSeconds: 2 };
}

function placement({ service, zoneSpread }: PodPlan) {
  const sameApplication = { matchLabels: selectorLabels(service) };
  const eachTrackAlone = ["pod-template-hash"];
  const tolerate = (condition: string) => ({
    key: `node.kubernetes.io/${condition}`,
    operator: "Exists",
    effect: "NoExecute",
    tolerationSeconds: nodeLossSeconds,
  });
  return {
    topologySpreadConstraints: [
      {
        topologyKey: "topology.kubernetes.io/zone",
        maxSkew: 1,
        whenUnsatisfiable: zoneSpread,
        labelSelector: sameApplication,
        matchLabelKeys: eachTrackAlone,
      },
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: sameApplication },
          },
        ],
      },
    },
    tolerations: [tolerate("not-ready"), tolerate("unreachable")],
  };
}

/** One deployed version of a server: its Deployment's name, its pods' labels and who runs in it. */
export interface Track {
  readonly name: "stable" | "canary";
  readonly deployment: string;
  readonly version: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** The versions a release keeps deployed; `stable` is always first. */
export function tracks(
  service: Pick<ServiceSpec, "name">,
  release: { readonly stable: string; readonly canary?: { readonly version: string } },
): Track[] {
  const track = (name: Track["name"], deployment: string, version: string): Track => ({
    name,
    deployment,
    version,
    selector: { ...selectorLabels(service), [trackLabel]: name },
  });
  return [
    track("stable", service.name, release.stable),
    ...(release.canary ? [track("canary", `${service.name}-canary`, release.canary.version)] : []),
  ];
}

/**
 * What a stack file may say, in one strict schema: its types, its defaults, the words of its mistakes
 * and `docs/config.md` are all made from it. An unknown key is a mistake.
 */
import type { z } from "zod";
import {
  choice,
  cidr,
  domainName,
  group,
  hostLabel,
  imagePrefix,
  imageVersion,
  kubernetesVersion,
  list,
  objectName,
  quantity,
  range,
  whole,
  zone,
} from "./fields.ts";

const network = group({
  cidr: cidr.describe("Address range of the VPC, a /16 to /20."),
  zones: list(zone, 1, 6).describe(
    "Availability zones, in the order of their subnets. Add at the end; never reorder.",
  ),
  natGateways: choice(["single", "per-zone"]).describe("One way out for all zones, or one for each."),
  flowLogRetentionDays: whole(1, 3653).describe("Days that records of network flows are kept."),
});

const resources = group({
  cpu: group({ request: quantity, limit: quantity }).describe("Cores: guaranteed, and at most."),
  memory: quantity.describe("Bytes, request and limit alike."),
  ephemeralStorage: quantity.describe("Bytes of logs and writable volumes, request and limit alike."),
});

const release = group({
  stable: imageVersion.describe("The version everybody gets."),
  canary: group({
    version: imageVersion,
    weight: whole(0, 100).describe("Percentage of requests. The header `x-canary: true` always reaches it."),
  })
    .optional()
    .describe("The version on trial. Default: none."),
});

const workload = group({
  release,
  size: group({
    replicas: range(50).describe("Pods the autoscaler keeps between."),
    targetCpuUtilization: whole(10, 95).describe("Percentage of the CPU request at which pods are added."),
    resources,
  }),
});

const quota = group({
  cpu: group({ requests: quantity, limits: quantity }),
  memory: quantity,
  ephemeralStorage: quantity,
  storage: quantity.describe("Bytes of all volume claims together."),
  pods: whole(1, 1000),
});

const voting = group({
  quota: quota.describe("What the whole system may use."),
  zoneSpread: choice(["DoNotSchedule", "ScheduleAnyway"]).describe(
    "Whether a pod waits rather than make the zones uneven.",
  ),
  queue: group({
    storage: quantity.describe("Size of its volume."),
    resources,
  }),
  ballots: group({
    instances: whole(1, 9).describe("PostgreSQL servers; from three on, a commit waits for any one standby."),
    storage: quantity.describe("Size of each data volume."),
    walStorage: quantity.describe("Size of each write-ahead-log volume."),
    resources,
  }),
  vote: workload,
  worker: workload,
  result: workload,
  seedData: workload,
});

/** The whole of `plinth:environment`. */
export const environmentSchema = group({
  name: objectName.describe("What labels, tags and alerts call this environment."),
  network: network.optional(),
  registry: imagePrefix.describe("Where the services' images are."),
  systems: group({ voting }),
  edge: group({ domain: domainName, hosts: group({ vote: hostLabel, result: hostLabel }) }),
  kubernetesVersion,
});

/** One environment, as its stack file describes it. */
export type Environment = z.output<typeof environmentSchema>;

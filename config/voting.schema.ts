/** What a stack file says of the voting system. */
import { choice, group, imageVersion, quantity, range, whole } from "./fields.ts";

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

/** `systems.voting`. */
export const voting = group({
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
  routing: group({
    timeoutSeconds: whole(1, 60).describe("A request may take."),
  }),
  backlog: group({
    maximumBacklog: whole(1, 1_000_000).describe("Ballots waiting above which somebody is told."),
  }),
  vote: workload,
  worker: workload,
  result: workload,
  seedData: workload,
});

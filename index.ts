/**
 * The whole platform, top to bottom: one statement for each box, and what it is given is the arrow to it.
 * How an environment differs from another is in Pulumi.<stack>.yaml; what a box is made of, in components/<name>.
 */
import { Cluster } from "@plinth/cluster";
import { Postgres, Redis } from "@plinth/data";
import { CanaryRoute } from "@plinth/delivery";
import { Edge } from "@plinth/edge";
import { Network } from "@plinth/network";
import { Observability } from "@plinth/observability";
import { Platform } from "@plinth/platform";
import { AppNamespace, Workload } from "@plinth/workload";
import { loadEnvironment } from "./config/index.ts";
import { ballotsRoles, queueUsers, votesStream } from "./services/voting/data.ts";
import { result } from "./services/voting/result/service.ts";
import { seedData } from "./services/voting/seed-data/service.ts";
import { vote } from "./services/voting/vote/service.ts";
import { worker } from "./services/voting/worker/service.ts";

const environment = loadEnvironment();
const { voting } = environment.systems;

// The ground: a network, a cluster in it, and the software all systems share
const network = new Network("network", environment.network);
const cluster = new Cluster("cluster", { ...environment.cluster, network });
const { provider, storageClass, kubernetesApi, karpenter } = cluster;
const platform = new Platform("platform", { ...environment.platform, storageClass, karpenter }, { provider });
const { gateway, prometheus, postgresOperator, meshControlPlane, monitoringNamespace } = platform;
const shared = { provider, dependsOn: platform };

// The way in from outside
const edge = new Edge("edge", { ...environment.edge, gateway }, shared);

// The voting system's data:  vote -> queue -> worker -> ballots -> result
const namespace = new AppNamespace("voting", { ...voting.namespace, meshControlPlane }, shared);
const store = { namespace, partOf: "voting", storageClass };
const queue = new Redis(
  "queue",
  { ...store, ...voting.queue, users: queueUsers, streams: [votesStream.stream], clients: { prometheus } },
  shared,
);
const ballots = new Postgres(
  "ballots",
  {
    ...store,
    ...voting.ballots,
    roles: ballotsRoles,
    kubernetesApi,
    clients: { operator: postgresOperator, prometheus },
  },
  shared,
);

// Its services
const place = { ...voting.place, namespace, prometheus };
const voteApp = new Workload(
  "vote",
  { ...place, ...voting.vote, service: vote, needs: { queue: queue.users.producer }, clients: [gateway] },
  shared,
);
const workerApp = new Workload(
  "worker",
  {
    ...place,
    ...voting.worker,
    service: worker,
    needs: { queue: queue.users.consumer, ballots: ballots.roles.worker },
  },
  shared,
);
const resultApp = new Workload(
  "result",
  {
    ...place,
    ...voting.result,
    service: result,
    needs: { ballots: ballots.roles.reader },
    clients: [gateway],
  },
  shared,
);
const seedDataJob = new Workload(
  "seed-data",
  {
    ...place,
    ...voting.seedData,
    service: seedData,
    needs: { vote: voteApp.http, ballots: ballots.roles.reader },
  },
  shared,
);

// Which version of a service a request reaches
const routed = { ...voting.routing, namespace: namespace.name, gateways: [edge.gateway] };
new CanaryRoute(
  "vote-route",
  { ...routed, service: vote, release: voting.vote.release, hosts: [edge.hosts.vote] },
  shared,
);
new CanaryRoute(
  "result-route",
  {
    ...routed,
    service: result,
    release: voting.result.release,
    hosts: [edge.hosts.result],
    streams: ["/events"],
  },
  shared,
);

// What somebody on call sees
const watched = {
  services: [voteApp, workerApp, resultApp],
  databases: [ballots],
  redis: [queue],
  queues: [{ redis: queue, ...votesStream, ...voting.backlog }],
};
new Observability(
  "observability",
  { ...environment.alerting, ...watched, namespace: monitoringNamespace },
  shared,
);

export const urls = edge.urls;
export const kubeconfig = cluster.kubeconfig;
export const onDemand = [seedDataJob.name];

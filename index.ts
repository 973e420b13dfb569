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
import { images, Platform } from "@plinth/platform";
import { AppNamespace, Workload } from "@plinth/workload";
import { loadEnvironment } from "./config/index.ts";
import * as system from "./services/voting/index.ts";

const environment = loadEnvironment();
const { voting } = environment.systems;

// The ground: a network, a cluster in it, and the software all systems share
const network = new Network("network", environment.network);
const cluster = new Cluster("cluster", { ...environment.cluster, network });
const inside = { provider: cluster.provider };
const platform = new Platform("platform", { ...environment.platform, cluster }, inside);
const { clients, meshControlPlane, monitoring } = platform;
const shared = { ...inside, dependsOn: platform };

// The way in from outside
const edge = new Edge("edge", { ...environment.edge, gateway: clients.gateway }, shared);

// What votes are kept in:  vote -> queue -> worker -> ballots -> result
const namespace = new AppNamespace("voting", { ...voting.namespace, meshControlPlane }, shared);
const kept = { namespace, cluster, clients };
const queue = new Redis("queue", { ...kept, ...images.redis, ...voting.queue, ...system.queue }, shared);
const ballots = new Postgres(
  "ballots",
  { ...kept, ...images.postgres, ...voting.ballots, ...system.ballots },
  shared,
);

// Who moves them
const run = { ...voting.workloads, namespace, clients };
const vote = new Workload(
  "vote",
  { ...run, ...voting.vote, service: system.vote, needs: { queue: queue.users.producer } },
  shared,
);
const worker = new Workload(
  "worker",
  {
    ...run,
    ...voting.worker,
    service: system.worker,
    needs: { queue: queue.users.consumer, ballots: ballots.roles.worker },
  },
  shared,
);
const result = new Workload(
  "result",
  { ...run, ...voting.result, service: system.result, needs: { ballots: ballots.roles.reader } },
  shared,
);
new Workload(
  "seed-data",
  {
    ...run,
    ...voting.seedData,
    service: system.seedData,
    needs: { vote: vote.http, ballots: ballots.roles.reader },
  },
  shared,
);

// Which version of them a request reaches
const route = { ...voting.routing, gateways: [edge.gateway] };
new CanaryRoute("vote-route", { ...route, workload: vote, hosts: [edge.hosts.vote] }, shared);
new CanaryRoute("result-route", { ...route, workload: result, hosts: [edge.hosts.result] }, shared);

// What somebody on call sees
const queues = [{ ...system.votes, ...voting.backlog, redis: queue }];
const watched = { services: [vote, worker, result], databases: [ballots], redis: [queue], queues };
new Observability("observability", { ...environment.alerting, ...watched, ...monitoring }, shared);

export const urls = edge.urls;
export const kubeconfig = cluster.kubeconfig;

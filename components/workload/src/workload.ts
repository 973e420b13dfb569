/**
 * One service, running: from its specification, its size and its release follow every Kubernetes object it takes.
 * What it needs, and nothing else, is reachable from it; who may call it, and nobody else, reaches it.
 */
import {
  childOptions,
  meshPrincipal,
  selectorLabels,
  type Client,
  type Dependency,
  type Release,
  type ServiceSpec,
  type WithHttp,
} from "@plinth/core";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1/serviceAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { connect } from "./connect.ts";
import { createJob } from "./job.ts";
import { objectMeta } from "./metadata.ts";
import { createServer } from "./server.ts";
import type { WorkloadArgs } from "./workload.args.ts";

export class Workload<S extends ServiceSpec = ServiceSpec> extends pulumi.ComponentResource {
  /** Its name in Kubernetes. */
  readonly name: string;
  readonly namespace: pulumi.Output<string>;
  readonly service: S;
  readonly release: Release;
  /** What has to be up before it is sent requests. */
  readonly ready: readonly pulumi.Resource[];
  /** Its HTTP port, for workloads that need it; absent where the specification has none. */
  readonly http: S extends WithHttp ? Dependency<"http"> : undefined;

  constructor(name: string, args: WorkloadArgs<S>, opts?: pulumi.ComponentResourceOptions) {
    super("plinth:workload:Workload", name, {}, opts);
    const { service } = args;
    this.name = service.name;
    this.service = service;
    this.release = args.release;
    this.namespace = pulumi.output(args.namespace.name);

    const inNamespace = childOptions(this, opts, args.namespace.ready);
    const account = new ServiceAccount(
      `${name}-account`,
      { metadata: objectMeta(args, service.name), automountServiceAccountToken: false },
      inNamespace,
    );
    openNeeds(name, args, inNamespace);
    const started = childOptions(this, opts, [account, ...args.namespace.ready, ...neededFirst(args)]);
    let http;
    if (service.kind === "server") http = createServer(name, { ...args, service }, inNamespace, started);
    else createJob(name, { ...args, service }, started);
    this.http = http as typeof this.http;
    this.ready = http?.ready ?? [];
    this.registerOutputs({ name: this.name, namespace: this.namespace });
  }
}

function openNeeds(name: string, args: WorkloadArgs, opts: pulumi.CustomResourceOptions): void {
  const { service, namespace } = args;
  const client: Client = {
    name: service.name,
    namespace: namespace.name,
    selector: selectorLabels(service),
    principal: pulumi.output(namespace.name).apply((inside) => meshPrincipal(inside, service.name)),
  };
  for (const [need, dependency] of Object.entries(args.needs)) {
    connect(`${name}-needs-${need}`, client, dependency, { bothEnds: true }, opts);
  }
}

function neededFirst({ needs }: Pick<WorkloadArgs, "needs">): pulumi.Resource[] {
  return Object.values(needs).flatMap(({ ready }) => [...ready]);
}

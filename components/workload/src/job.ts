/** The object of a workload that runs when somebody asks for it. */
import { labels, type JobSpec } from "@plinth/core";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob.js";
import type * as pulumi from "@pulumi/pulumi";
import { jobPod } from "./pod.plan.ts";
import { objectMeta } from "./metadata.ts";
import type { WorkloadArgs } from "./workload.args.ts";

/**
 * Creates a suspended CronJob: Kubernetes' template for Jobs on demand. It never runs by itself;
 * `kubectl create job --from=cronjob/<name> <run>` starts one.
 */
export function createJob(
  name: string,
  args: WorkloadArgs<JobSpec>,
  opts: pulumi.CustomResourceOptions,
): void {
  const { service } = args;
  const image = `${args.registry}/${service.image}:${args.release.stable}`;
  const template = jobPod({ ...args, image, labels: labels(service) }, service.arguments ?? []);
  new CronJob(
    `${name}-job`,
    {
      metadata: objectMeta(args, service.name),
      spec: {
        schedule: "@yearly",
        suspend: true,
        concurrencyPolicy: "Forbid",
        jobTemplate: {
          spec: {
            backoffLimit: service.backoffLimit,
            activeDeadlineSeconds: service.activeDeadlineSeconds,
            ttlSecondsAfterFinished: 24 * 60 * 60,
            template,
          },
        },
      },
    },
    opts,
  );
}

/** Backups of a PostgreSQL cluster: base backups on a schedule and every write-ahead-log file, in an S3 bucket. */
import { resourceRequirements, type ContainerResources } from "@plinth/core";
import { ObjectStore, ScheduledBackup } from "@plinth/crds";
import type { Cluster } from "@plinth/crds";
import type * as pulumi from "@pulumi/pulumi";
import { backupPlugin } from "./postgres.plan.ts";

export interface PostgresBackup {
  /** `s3://<bucket>/<folder>`; each cluster has a folder of its own below it, by its name. */
  readonly destinationPath: pulumi.Input<string>;
  /** Cron expression with seconds first: `0 0 3 * * *` is each day at 03:00 UTC. */
  readonly schedule: string;
  /** Days a point in time stays restorable. */
  readonly retentionDays: number;
}

/** For the plugin's container in each server pod; Barman reads and compresses in streams. */
const sidecarResources: ContainerResources = {
  cpu: { request: "50m", limit: "1" },
  memory: "256Mi",
  ephemeralStorage: "1Gi",
};

interface ObjectMetadata {
  readonly name: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where backups go. The pods' own AWS identity is what opens the bucket. */
export function createObjectStore(
  name: string,
  metadata: ObjectMetadata,
  { destinationPath, retentionDays }: PostgresBackup,
  opts: pulumi.CustomResourceOptions,
): ObjectStore {
  return new ObjectStore(
    `${name}-object-store`,
    {
      metadata,
      spec: {
        retentionPolicy: `${retentionDays}d`,
        configuration: {
          destinationPath,
          s3Credentials: { inheritFromIAMRole: true },
          wal: { compression: "gzip", encryption: "aws:kms", maxParallel: 4 },
          data: { compression: "gzip", encryption: "aws:kms" },
        },
        instanceSidecarConfiguration: { resources: resourceRequirements(sidecarResources) },
      },
    },
    opts,
  );
}

/** When base backups are taken; the first as soon as the cluster is up. */
export function createScheduledBackup(
  name: string,
  metadata: ObjectMetadata,
  { schedule }: PostgresBackup,
  cluster: Cluster,
  opts: pulumi.CustomResourceOptions,
): ScheduledBackup {
  return new ScheduledBackup(
    `${name}-scheduled-backup`,
    {
      metadata,
      spec: {
        schedule,
        immediate: true,
        backupOwnerReference: "self",
        cluster: { name: cluster.metadata.name },
        method: "plugin",
        pluginConfiguration: { name: backupPlugin },
      },
    },
    opts,
  );
}

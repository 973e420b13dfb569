/** A PostgreSQL cluster as CloudNativePG's `Cluster` describes it, from a size and a list of roles. */
import { parseQuantity, resourceRequirements, type ContainerResources } from "@plinth/core";
import type { Inputs, schema } from "@plinth/crds";
import type { Input } from "@pulumi/pulumi";

/** What a role may do with the data. */
export interface PostgresRole {
  /**
   * `owner` creates tables and owns the database: exactly one role does. `read-write` changes rows and
   * `read-only` reads them, in every table.
   */
  readonly access: "owner" | "read-write" | "read-only";
}

/** How large a cluster is. */
export interface PostgresSize {
  /** Servers: one primary, the others standbys. From three on, a commit waits for any one standby. */
  readonly instances: number;
  /** Bytes of each data volume. */
  readonly storage: string;
  /** Bytes of each write-ahead-log volume. */
  readonly walStorage: string;
  readonly resources: ContainerResources;
}

/** All that goes into the `Cluster`. */
export interface PostgresPlan extends PostgresSize {
  readonly image: Input<string>;
  readonly storageClass: Input<string>;
  readonly database: string;
  readonly roles: Readonly<Record<string, PostgresRole>>;
  readonly parameters: Readonly<Record<string, string>>;
  /** Labels for everything the operator makes. */
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the role's Secret, of type `kubernetes.io/basic-auth`. */
  readonly secretOf: (role: string) => string;
  /** Name of the ObjectStore that the write-ahead log is archived to. Absent: no archive. */
  readonly objectStore?: string;
}

/** The plugin's name, as it registers itself with the operator. */
export const backupPlugin = "barman-cloud.cloudnative-pg.io";

/** From this many instances on one may be lost while a commit can still be confirmed by another. */
const synchronousFrom = 3;

/** Zones that every AWS Region has at least (https://aws.amazon.com/about-aws/global-infrastructure/regions_az/). */
const zones = 3;

/** Share of memory for PostgreSQL's own cache (https://www.postgresql.org/docs/current/runtime-config-resource.html). */
const sharedBuffersShare = 0.25;

const roleName = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * Checks what no schema can.
 * @throws RangeError naming the cluster, the fact and the remedy.
 */
export function checkPostgres(name: string, { instances, roles }: Pick<PostgresPlan, "instances" | "roles">) {
  if (!Number.isInteger(instances) || instances < 1)
    throw new RangeError(`Postgres "${name}": instances is ${instances}; give a whole number from 1`);
  for (const role of Object.keys(roles)) {
    if (role === "postgres" || role === "public" || role === "none")
      throw new RangeError(`Postgres "${name}": PostgreSQL keeps the role name "${role}"; choose another`);
    if (!roleName.test(role))
      throw new RangeError(
        `Postgres "${name}": "${role}" is no role name; use lower-case letters, digits and hyphens, at most 40`,
      );
  }
  const owners = Object.keys(roles).filter((role) => roles[role]?.access === "owner");
  if (owners.length !== 1)
    throw new RangeError(
      `Postgres "${name}": ${owners.length} roles have access "owner" (${owners.join(", ")}); give it to exactly one`,
    );
}

/**
 * The operator's Service for a role: `rw` is the primary, `ro` the standbys, `r` any server.
 * Reads go to standbys where losing one leaves another, else to whichever server is up.
 */
export function serviceOf({ access }: PostgresRole, instances: number): "rw" | "ro" | "r" {
  if (access !== "read-only") return "rw";
  return instances >= synchronousFrom ? "ro" : "r";
}

/** `spec` of the `Cluster`. */
export function clusterSpec(plan: PostgresPlan): Inputs<schema.Cluster["spec"]> {
  const { instances, image, storageClass } = plan;
  return {
    instances,
    imageName: image,
    imagePullPolicy: "Always",
    inheritedMetadata: { labels: { ...plan.labels, "sidecar.istio.io/inject": "false" } },
    enableSuperuserAccess: false,
    // With one server the budget would forbid draining its node for good.
    enablePDB: instances > 1,
    primaryUpdateMethod: instances > 1 ? "switchover" : "restart",
    // A primary that is cut off must not go on serving open sessions (CloudNativePG issue 11280).
    smartShutdownTimeout: 0,
    bootstrap: bootstrap(plan),
    managed: { roles: managedRoles(plan) },
    postgresql: postgresql(plan),
    storage: { size: plan.storage, storageClass },
    walStorage: { size: plan.walStorage, storageClass },
    resources: resourceRequirements(plan.resources),
    affinity: {
      enablePodAntiAffinity: true,
      // Beyond one server for each zone, "required" would keep the rest from ever being placed.
      podAntiAffinityType: instances <= zones ? "required" : "preferred",
      topologyKey: "topology.kubernetes.io/zone",
    },
    ...(plan.objectStore === undefined ? {} : { plugins: [archiver(plan.objectStore)] }),
  };
}

function bootstrap({ database, roles, secretOf }: PostgresPlan) {
  const owner = Object.keys(roles).find((role) => roles[role]?.access === "owner") ?? "";
  return { initdb: { database, owner, secret: { name: secretOf(owner) }, dataChecksums: true } };
}

/** Every role but the owner, whom `initdb` creates and whose password the operator keeps. */
function managedRoles({ roles, secretOf }: PostgresPlan) {
  return Object.entries(roles)
    .filter(([, { access }]) => access !== "owner")
    .map(([name, { access }]) => ({
      name,
      ensure: "present" as const,
      login: true,
      inRoles: access === "read-write" ? ["pg_read_all_data", "pg_write_all_data"] : ["pg_read_all_data"],
      passwordSecret: { name: secretOf(name) },
    }));
}

function postgresql({ instances, resources, parameters }: PostgresPlan) {
  const mebibytes = Math.floor((parseQuantity(resources.memory) * sharedBuffersShare) / 2 ** 20);
  const synchronous = {
    method: "any",
    number: 1,
    dataDurability: "required",
    failoverQuorum: true,
  } as const;
  return {
    parameters: { shared_buffers: `${mebibytes}MB`, ...parameters },
    // The pods carry no sidecar: a client encrypts itself or is not let in.
    pg_hba: ["hostnossl all all all reject"],
    ...(instances >= synchronousFrom ? { synchronous } : {}),
  };
}

function archiver(objectStore: string) {
  return { name: backupPlugin, isWALArchiver: true, parameters: { barmanObjectName: objectStore } };
}

export { Postgres, type PostgresArgs } from "./postgres.ts";
export type { PostgresBackup } from "./postgres.backup.ts";
export type { KubernetesApi } from "./postgres.network.plan.ts";
export type { PostgresRole, PostgresSize } from "./postgres.plan.ts";
export { Redis, type RedisArgs } from "./redis.ts";
export type { RedisUser } from "./redis.plan.ts";

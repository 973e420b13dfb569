/**
 * The stand-in's account: every resource that exists, kept in one SQLite file in write-ahead mode. A process killed
 * at any moment loses nothing that was acknowledged; several processes may use one folder at the same time.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Properties } from "../rules/rule.ts";

export interface Resource {
  /** Pulumi type token, e.g. `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** Unique among resources of one type in one region. */
  readonly id: string;
  /** Empty for types that have none. */
  readonly arn: string;
  /** Name of a region, or `global`. */
  readonly region: string;
  readonly account: string;
  /** Pulumi's name of the owner: finds what a killed update created but never recorded. */
  readonly urn: string;
  readonly inputs: Properties;
  readonly state: Properties;
  /** ISO 8601. */
  readonly created: string;
}

export interface Filter {
  readonly type?: string;
  /** Region to look in; global resources are always included. */
  readonly region?: string;
  /** Name of the Pulumi stack that owns the resource. */
  readonly stack?: string;
}

/** Layout of the file; another one is refused, never migrated silently. */
const LAYOUT = 1;
const PATIENCE_MILLISECONDS = 15_000;

const TABLE = `create table if not exists resource (
  type text not null, region text not null, id text not null, arn text not null, account text not null,
  urn text not null, stack text not null, inputs text not null, state text not null, created text not null,
  primary key (type, region, id)
) strict;
create index if not exists resource_urn on resource (urn);`;

/**
 * Opens the account kept in `directory`, creating it when there is none.
 * @throws when the folder cannot be written, or holds an account of another layout.
 */
export function openAccount(directory: string): Account {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, "account.db");
  const database = new DatabaseSync(file, { timeout: PATIENCE_MILLISECONDS });
  database.exec("pragma journal_mode = wal");
  database.exec("pragma synchronous = normal");
  database.exec("begin immediate");
  const layout = database.prepare("pragma user_version").get()?.user_version;
  if (layout !== 0 && layout !== LAYOUT) {
    database.close();
    throw new Error(
      `${file} has layout ${String(layout)}, this version of the sandbox reads layout ${LAYOUT}: `
        + "bring the stacks down with the version that made them, or delete the folder",
    );
  }
  database.exec(TABLE);
  database.exec(`pragma user_version = ${LAYOUT}`);
  database.exec("commit");
  return new Account(database);
}

export class Account {
  readonly #database: DatabaseSync;
  #depth = 0;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** What exists, oldest first. */
  list(filter: Filter = {}): Resource[] {
    const conditions = ["true"];
    const values: string[] = [];
    const add = (value: string | undefined, condition: string): void => {
      if (value === undefined) return;
      conditions.push(condition);
      values.push(value);
    };
    add(filter.type, "type = ?");
    add(filter.stack, "stack = ?");
    add(filter.region, "region in (?, 'global')");
    const sql = `select * from resource where ${conditions.join(" and ")} order by created, rowid`;
    return this.#database
      .prepare(sql)
      .all(...values)
      .map(resourceOf);
  }

  /** How many resources exist, in all or of one Pulumi stack. */
  count(stack?: string): number {
    const where = stack === undefined ? "" : "where stack = ?";
    const row = this.#database
      .prepare(`select count(*) as n from resource ${where}`)
      .get(...(stack === undefined ? [] : [stack]));
    return Number(row?.n);
  }

  /** The resource of that id; say its type too where ids are names, which several types may share. */
  get(id: string, type?: string): Resource | undefined {
    const where = type === undefined ? "id = ?" : "id = ? and type = ?";
    const row = this.#database
      .prepare(`select * from resource where ${where}`)
      .get(...(type === undefined ? [id] : [id, type]));
    return row && resourceOf(row);
  }

  /** The resource of that type which `value` names by its id or ARN, in the region or global. */
  locate(type: string, region: string, value: string): Resource | undefined {
    const sql = "select * from resource where type = ? and region in (?, 'global') and (id = ? or arn = ?)";
    const row = this.#database.prepare(sql).get(type, region, value, value);
    return row && resourceOf(row);
  }

  /** Resources that Pulumi created under `urn`: more than one only while a replacement is under way. */
  findByUrn(urn: string): Resource[] {
    return this.#database
      .prepare("select * from resource where urn = ? order by created, rowid")
      .all(urn)
      .map(resourceOf);
  }

  /** Adds the resource, or overwrites the one of the same type, region and id. */
  put(resource: Resource): void {
    const { type, region, id, arn, account, urn, created } = resource;
    const sql = `insert into resource values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (type, region, id) do update set arn = excluded.arn, urn = excluded.urn, stack = excluded.stack,
      inputs = excluded.inputs, state = excluded.state`;
    const [inputs, state] = [JSON.stringify(resource.inputs), JSON.stringify(resource.state)];
    this.#database
      .prepare(sql)
      .run(type, region, id, arn, account, urn, stackOf(urn), inputs, state, created);
  }

  /** Removes it without asking whether something uses it. Answers how many were removed. */
  delete(id: string, type?: string): number {
    const where = type === undefined ? "id = ?" : "id = ? and type = ?";
    return Number(
      this.#database
        .prepare(`delete from resource where ${where}`)
        .run(...(type === undefined ? [id] : [id, type])).changes,
    );
  }

  /** Runs `work` alone, across processes: all of its writes happen, or none when it throws. */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#database.exec("begin immediate");
    this.#depth++;
    try {
      const result = work();
      this.#database.exec("commit");
      return result;
    } catch (error) {
      this.#database.exec("rollback");
      throw error;
    } finally {
      this.#depth--;
    }
  }

  close(): void {
    this.#database.close();
  }
}

/** `urn:pulumi:<stack>::<project>::<types>::<name>` */
function stackOf(urn: string): string {
  return /^urn:pulumi:(.*?)::/.exec(urn)?.[1] ?? "";
}

function resourceOf(row: Record<string, unknown>): Resource {
  const { stack: _, inputs, state, ...rest } = row as Record<string, string>;
  return { ...rest, inputs: JSON.parse(inputs!), state: JSON.parse(state!) } as unknown as Resource;
}

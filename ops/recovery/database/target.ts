import type pg from "pg";
import { oidOf, takeTurns } from "../../../storagedb/sql-text";
import type { Listener, ObjectRow, Order } from "../types";
import { connected, type DatabaseArgs } from "./connect";
import { count, type Counts, type Difference, different, nothing } from "./counts";
import { asReader } from "./reader";
import { snapshotRows } from "./rows";

/** A connection of the storage service, which must not write while a database is restored. */
export interface ServiceSession {
  /** Empty where it comes from the server's own machine. */
  readonly address: string;
  /** What the connection calls itself. */
  readonly application: string;
  /** Null for an administrator to whom the server does not say it. */
  readonly since: Date | null;
}

/** A database into which a set may be restored. */
export interface Target {
  /** Whether it has the tables of schema `storage`. */
  readonly hasSchema: boolean;
  readonly counts: Counts;
  readonly serviceSessions: readonly ServiceSession[];
}

/** @throws Failure where the database is not reached, and where the role would not see every row */
export async function inspectTarget(connection: DatabaseArgs, { signal }: Listener): Promise<Target> {
  return connected(await asReader(connection, signal), signal, async (client) => {
    const hasSchema = await isThere(client);
    return {
      hasSchema,
      counts: hasSchema ? await count(client) : nothing,
      serviceSessions: await serviceSessions(client),
    };
  });
}

/** Where the buckets and tables that are there differ from what was counted. */
export async function compareCounts(
  connection: DatabaseArgs,
  expected: Counts,
  listener: Listener,
): Promise<readonly Difference[]> {
  return different(expected, (await inspectTarget(connection, listener)).counts);
}

/** The rows that are there now and have a blob, as a source gives them. */
export async function* rowsOf(
  connection: DatabaseArgs,
  order: Order,
  listener: Listener,
): AsyncGenerator<ObjectRow, void, undefined> {
  yield* snapshotRows(await asReader(connection, listener.signal), order, listener);
}

/**
 * Runs statements in one transaction, as they come from `rolesSql` and `prerequisitesSql`.
 *
 * @returns what the server warned of
 * @throws Failure where one of them fails; nothing is changed then
 */
export function applySql(connection: DatabaseArgs, sql: string, { signal }: Listener): Promise<readonly string[]> {
  return connected(connection, signal, async (client) => {
    const warnings: string[] = [];
    client.on("notice", ({ severity, message }) => {
      if (severity === "WARNING" && message !== undefined) warnings.push(message);
    });
    await client.query("BEGIN");
    await takeTurns(client);
    await client.query(sql);
    await client.query("COMMIT");
    return warnings;
  });
}

async function isThere(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT ${oidOf("'storage'", "'buckets'")} IS NOT NULL AND ${oidOf("'storage'", "'objects'")} IS NOT NULL AS there`,
  );
  return rows[0]?.there ?? false;
}

async function serviceSessions(client: pg.Client): Promise<ServiceSession[]> {
  const { rows } = await client.query<ServiceSession>(
    `SELECT coalesce(host(client_addr), '') AS address, application_name AS application, backend_start AS since
       FROM pg_stat_activity
      WHERE datname = current_database() AND usename = 'supabase_storage_admin' AND pid <> pg_backend_pid()
      ORDER BY backend_start`,
  );
  return rows;
}

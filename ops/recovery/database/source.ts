import pLimit from "p-limit";
import { Failure } from "../../../cluster/failure";
import type { Session } from "../../../storagedb/database";
import { oidOf } from "../../../storagedb/sql-text";
import type { Listener, ObjectRow, Order } from "../types";
import { connect, connected, type DatabaseArgs, inWords, keepAlive } from "./connect";
import { count, type Counts } from "./counts";
import { asReader } from "./reader";
import { beginSnapshot, snapshotRows } from "./rows";

/** A migration that the service has applied. */
export interface Migration {
  readonly id: number;
  readonly name: string;
}

/** A database at one moment, however long it is read. */
export interface Source {
  /** With the role that sees every row; what else reads this snapshot has to be it, too. */
  readonly connection: DatabaseArgs;
  /** Names the moment to other connections, until this is closed. */
  readonly snapshotId: string;
  /** Such as `15.18`. */
  readonly serverVersion: string;
  /** The last one; null where the service has not run on this database yet. */
  readonly lastMigration: Migration | null;
  readonly counts: Counts;
  /** Queries of the same moment, one after the other. */
  readonly session: Session;
  /** Every row that has a blob, a few at a time; any number of readings side by side. */
  rows(order: Order): AsyncIterable<ObjectRow>;
  /** Those of the rows, by bucket, name and version, that the database has at the moment of asking. */
  stillThere(rows: readonly ObjectRow[]): Promise<readonly ObjectRow[]>;
  close(): Promise<void>;
}

/**
 * Opens a database for a backup, as it is now: a transaction that changes nothing and stays open, with its snapshot
 * exported.
 *
 * @throws Failure where the database is not reached or has no schema `storage`, for a standby, and where the role would
 *   not see every row
 */
export async function openSource(connection: DatabaseArgs, listener: Listener): Promise<Source> {
  const { progress, signal } = listener;
  progress("opening the database");
  const reader = await asReader(connection, signal);
  const client = await connect(reader, signal);
  const inTurn = pLimit(1);
  const session: Session = {
    query: (sql, values) =>
      inTurn(() =>
        client.query(sql, values).catch((error: unknown) => {
          throw inWords(error, reader, signal);
        }),
      ) as never,
  };
  const stop = keepAlive(() => session.query("SELECT"));
  const close = async () => {
    stop();
    await client.end();
  };
  try {
    await requirePrimary(session, connection);
    await requireStorage(session, connection);
    await beginSnapshot(session);
    const snapshotId = await value<string>(session, "SELECT pg_export_snapshot() AS value");
    const serverVersion = await value<string>(session, "SELECT current_setting('server_version') AS value");
    progress("counting rows");
    return {
      connection: reader,
      snapshotId,
      serverVersion: serverVersion.split(" ")[0] ?? "",
      lastMigration: await lastMigration(session),
      counts: await count(session),
      session,
      rows: (order) => snapshotRows(reader, order, listener, snapshotId),
      stillThere: (rows) => stillThere(reader, rows, signal),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * A standby may cancel a reader in favour of what it replays, and what it exports with many transactions under way is
 * not exact in every version.
 */
async function requirePrimary(session: Session, { host, port }: DatabaseArgs): Promise<void> {
  if (!(await value<boolean>(session, "SELECT pg_is_in_recovery() AS value"))) return;
  throw new Failure(
    `${host}:${port} is a standby, whose snapshots a backup cannot rely on. Name the primary server: database.host and ` +
      `database.port in the stack file.`,
  );
}

async function requireStorage(session: Session, { host, port, database }: DatabaseArgs): Promise<void> {
  const tables = ["buckets", "objects"].map((table) => `${oidOf("'storage'", `'${table}'`)} IS NOT NULL`);
  if (await value<boolean>(session, `SELECT ${tables.join(" AND ")} AS value`)) return;
  throw new Failure(
    `Database "${database}" on ${host}:${port} has no schema storage with the tables buckets and objects, so there is ` +
      `nothing to back up. Correct database.name in the stack file, or run pulumi up first.`,
    { missing: true },
  );
}

async function lastMigration(session: Session): Promise<Migration | null> {
  if (!(await value<boolean>(session, `SELECT ${oidOf("'storage'", "'migrations'")} IS NOT NULL AS value`)))
    return null;
  const { rows } = await session.query<Migration>(
    "SELECT id::int AS id, name::text AS name FROM storage.migrations ORDER BY id DESC LIMIT 1",
  );
  return rows[0] ?? null;
}

async function stillThere(
  reader: DatabaseArgs,
  rows: readonly ObjectRow[],
  signal: AbortSignal,
): Promise<readonly ObjectRow[]> {
  if (rows.length === 0) return [];
  return connected(reader, signal, async (client) => {
    const columns = (["bucket", "name", "version"] as const).map((column) => rows.map((row) => row[column]));
    const { rows: there } = await client.query<{ index: number }>(
      `SELECT (r.number - 1)::int AS index
         FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS r (bucket, name, version, number)
        WHERE EXISTS (SELECT FROM storage.objects o WHERE o.bucket_id = r.bucket AND o.name = r.name
                         AND o.version IS NOT DISTINCT FROM r.version)
        ORDER BY 1`,
      columns,
    );
    return there.flatMap(({ index }) => rows[index] ?? []);
  });
}

async function value<T>(session: Session, sql: string): Promise<T> {
  const { rows } = await session.query<{ value: T }>(sql);
  if (rows[0] === undefined) throw new Error(`no row for ${sql}`);
  return rows[0].value;
}

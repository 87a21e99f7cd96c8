import type { Session } from "../../../storagedb/database";
import { literal, oidOf } from "../../../storagedb/sql-text";
import type { Listener, ObjectRow, Order } from "../types";
import { connect, type DatabaseArgs, inWords } from "./connect";

/** Where a row's blob lies, as `blobPath` has it; and its names, as `folderPath` has them. */
const path = "concat_ws('/', bucket_id, name, version)";
const names = `array_remove(array_remove(string_to_array(${path}, '/'), ''), '.')`;

const orders: Readonly<Record<Order, string>> = {
  bytes: `${path} COLLATE "C"`,
  folders: `${names} COLLATE "C"`,
};

/** In bytes; NULL where the metadata has no whole number that JavaScript keeps exactly. */
export const size = `CASE WHEN metadata ->> 'size' ~ '^\\d{1,15}$' THEN (metadata ->> 'size')::float8 END`;

const columns = `bucket_id, name, version, ${size},
  metadata ->> 'eTag', metadata ->> 'mimetype', metadata ->> 'cacheControl'`;

type Columns = [string, string, string | null, number | null, string | null, string | null, string | null];

/** Rows that the server hands over at once. */
const batch = 1000;

/**
 * The rows of `storage.objects` that have a blob, in an order of their paths, on a connection of their own. The server
 * sorts them; here a thousand at a time are held.
 *
 * @param snapshot an exported one, whose rows these are. Default: one that begins now
 * @throws Failure where the database fails
 */
export async function* snapshotRows(
  connection: DatabaseArgs,
  order: Order,
  { signal }: Pick<Listener, "signal">,
  snapshot?: string,
): AsyncGenerator<ObjectRow, void, undefined> {
  const client = await connect(connection, signal);
  try {
    await beginSnapshot(client, snapshot);
    // A cursor of SQL, since one of the protocol waits for ever where the connection is lost.
    const select = `SELECT ${columns} FROM storage.objects WHERE ${await hasBlob(client)} ORDER BY ${orders[order]}`;
    await client.query(`SET LOCAL cursor_tuple_fraction = 1; DECLARE objects NO SCROLL CURSOR FOR ${select}`);
    for (;;) {
      const { rows } = await client.query<Columns>({ text: `FETCH ${batch} FROM objects`, rowMode: "array" });
      for (const row of rows) yield asRow(row);
      if (rows.length < batch) return;
    }
  } catch (error) {
    throw inWords(error, connection, signal);
  } finally {
    await client.end();
  }
}

/** Begins a transaction in which nothing changes. */
export async function beginSnapshot(session: Session, snapshot?: string): Promise<void> {
  await session.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  if (snapshot !== undefined) await session.query(`SET TRANSACTION SNAPSHOT ${literal(snapshot)}`);
}

function asRow([bucket, name, version, bytes, etag, contentType, cacheControl]: Columns): ObjectRow {
  return { bucket, name, version, size: bytes, etag, contentType, cacheControl };
}

/**
 * Whether a row of `storage.objects` has a blob, as SQL. The mark of a deleted object has none: a column of newer
 * services, for buckets that keep versions.
 */
export async function hasBlob(session: Session): Promise<string> {
  const { rows } = await session.query(
    `SELECT FROM pg_attribute
      WHERE attname = 'is_delete_marker' AND NOT attisdropped AND attrelid = ${oidOf("'storage'", "'objects'")}`,
  );
  const named = "bucket_id IS NOT NULL AND name IS NOT NULL";
  return rows.length === 0 ? named : `${named} AND is_delete_marker IS NOT TRUE`;
}

import type pg from "pg";
import { Failure } from "../../../cluster/failure";
import type { Listener } from "../types";
import { entriesOf } from "./archive";
import { connected, type DatabaseArgs } from "./connect";
import { restoreEntries } from "./restore-entries";

/**
 * Restores an archive of all but schema `storage` into a database that has nothing but that schema and what it depends on, in
 * one transaction. So the order is: roles, prerequisites, schema `storage`, this.
 *
 * @param file the archive, as `dumpDatabase` wrote it
 * @returns what only a superuser may make and was left out: event triggers, and comments on extensions
 * @throws Failure where the database has other tables already, and where anything fails
 */
export async function restoreDatabase(
  connection: DatabaseArgs,
  file: string,
  listener: Listener,
): Promise<readonly string[]> {
  const entries = await entriesOf(file, listener.signal);
  const found = await connected(connection, listener.signal, (client) => look(client, connection));
  const isThere = (what: string) => found.made.some((made) => what.startsWith(`${made} `));
  const isLeftOut = (what: string) => !found.superuser && superusers.test(what);
  await restoreEntries(
    connection,
    {
      first: ["SET LOCAL client_min_messages = warning"],
      file,
      entries: entries.filter(({ what }) => !isThere(what) && !isLeftOut(what)),
      serverVersion: found.serverVersion,
    },
    listener,
  );
  return entries.map(({ what }) => what).filter(isLeftOut);
}

const superusers = /^(EVENT TRIGGER|COMMENT - (EVENT TRIGGER|EXTENSION)) /;

interface Found {
  readonly superuser: boolean;
  readonly serverVersion: number;
  /** What the prerequisites made, as an archive's list of contents has it. */
  readonly made: readonly string[];
}

async function look(client: pg.Client, { host, port, database }: DatabaseArgs): Promise<Found> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND n.nspname <> 'storage' AND n.nspname NOT LIKE 'pg\\_%'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      ORDER BY 1 LIMIT 1`,
  );
  const [table] = tables;
  if (table !== undefined) {
    throw new Failure(
      `Database "${database}" on ${host}:${port} has tables already, ${table.name} among them, and nothing of it was ` +
        `changed. Restore into an empty database: CREATE DATABASE … TEMPLATE template0.`,
    );
  }
  const { rows } = await client.query<Found>(
    `SELECT rolsuper AS superuser, current_setting('server_version_num')::int AS "serverVersion", ARRAY(
       SELECT 'SCHEMA - ' || nspname FROM pg_namespace
       UNION ALL SELECT 'EXTENSION - ' || extname FROM pg_extension
       UNION ALL SELECT format('%s %s %s(%s)', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, nspname, proname,
                               array_to_string(ARRAY(SELECT format_type(type, NULL) FROM unnest(proargtypes) type), ', '))
                   FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE pg_proc.oid >= 16384
       UNION ALL SELECT format('%s %s %s', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, nspname, typname)
                   FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace WHERE pg_type.oid >= 16384
     ) AS made FROM pg_roles WHERE rolname = current_user`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the connection's own role is not in pg_roles");
  return found;
}

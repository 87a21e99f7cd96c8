import type pg from "pg";
import { Failure } from "../../../cluster/failure";
import type { Listener } from "../types";
import { entriesOf } from "./archive";
import { connected, type DatabaseArgs } from "./connect";
import { dropsOfRest } from "./drops";
import { type Needed, readNeeded } from "./prerequisites";
import { restoreEntries } from "./restore-entries";

/**
 * Restores an archive of all but schema `storage` into a database that has nothing but that schema and what it depends on, in
 * one transaction. So the order is: roles, prerequisites, schema `storage`, this.
 *
 * @param file the archive, as `dumpDatabase` wrote it
 * @param options.replace whether other tables, views, functions and types go before, and with them what depends on them;
 *   but for what schema `storage` depends on, which stays as it is
 * @returns what only a superuser may make and was left out: event triggers, and comments on extensions
 * @throws Failure where the database has other tables already that may not go, and where anything fails; nothing has
 *   changed then
 */
export async function restoreDatabase(
  connection: DatabaseArgs,
  file: string,
  listener: Listener,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<readonly string[]> {
  const entries = await entriesOf(file, listener.signal);
  const found = await connected(connection, listener.signal, async (client) => {
    if (!replace) await refuseTables(client, connection);
    return look(client, replace);
  });
  const isThere = (what: string) => found.made.some((made) => what.startsWith(`${made} `));
  const isLeftOut = (what: string) => !found.superuser && superusers.test(what);
  await restoreEntries(
    connection,
    {
      first: ["SET LOCAL client_min_messages = warning", "SET LOCAL lock_timeout = '30s'", ...found.drops],
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
  /** Statements that make room. */
  readonly drops: readonly string[];
}

/** A table beside schema `storage`, as SQL; undefined where there is none. */
export function tableOfRest(connection: DatabaseArgs, { signal }: Listener): Promise<string | undefined> {
  return connected(connection, signal, firstTable);
}

async function firstTable(client: pg.Client): Promise<string | undefined> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND n.nspname <> 'storage' AND n.nspname NOT LIKE 'pg\\_%'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')
      ORDER BY 1 LIMIT 1`,
  );
  return rows[0]?.name;
}

async function refuseTables(client: pg.Client, { host, port, database }: DatabaseArgs): Promise<void> {
  const table = await firstTable(client);
  if (table === undefined) return;
  throw new Failure(
    `Database "${database}" on ${host}:${port} has tables already, ${table} among them, and nothing of it was ` +
      `changed. Restore into an empty database: CREATE DATABASE … TEMPLATE template0.`,
  );
}

async function look(client: pg.Client, replace: boolean): Promise<Found> {
  const needed = replace ? await readNeeded(client) : [];
  if (needed.length > 0) await refuseNeededTables(client, needed);
  const { rows } = await client.query<Omit<Found, "drops">>(
    `SELECT rolsuper AS superuser, current_setting('server_version_num')::int AS "serverVersion", ARRAY(
       SELECT 'SCHEMA - ' || nspname FROM pg_namespace
       UNION ALL SELECT 'EXTENSION - ' || extname FROM pg_extension
       UNION ALL SELECT format('%s %s %s(%s)', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, nspname, proname,
                               array_to_string(ARRAY(SELECT format_type(type, NULL) FROM unnest(proargtypes) type), ', '))
                   FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
                  WHERE pg_proc.oid >= 16384 AND (NOT $1 OR pg_proc.oid = ANY ($2))
       UNION ALL SELECT format('%s %s %s', CASE typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, nspname, typname)
                   FROM pg_type JOIN pg_namespace n ON n.oid = typnamespace
                  WHERE pg_type.oid >= 16384 AND (NOT $1 OR pg_type.oid = ANY ($2))
     ) AS made FROM pg_roles WHERE rolname = current_user`,
    [replace, needed.map(({ oid }) => oid)],
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the connection's own role is not in pg_roles");
  return { ...found, drops: replace ? await dropsOfRest(client, needed) : [] };
}

/** They hold rows that the archive has, too, and cannot go as long as schema `storage` hangs on them. */
async function refuseNeededTables(client: pg.Client, needed: readonly Needed[]): Promise<void> {
  const oids = needed.filter((one) => one.class === "pg_class").map(({ oid }) => oid);
  const { rows } = await client.query<{ name: string }>(
    "SELECT oid::regclass::text AS name FROM pg_class WHERE oid = ANY ($1) AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') ORDER BY 1",
    [oids],
  );
  if (rows[0] === undefined) return;
  throw new Failure(
    `Schema storage depends on ${rows[0].name}, which cannot be replaced beside it, and nothing was changed. Restore into ` +
      `an empty database: CREATE DATABASE … TEMPLATE template0.`,
  );
}

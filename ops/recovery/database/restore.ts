import type pg from "pg";
import { Failure } from "../../../cluster/failure";
import { identifier, mayActAs } from "../../../storagedb/sql-text";
import type { Listener } from "../types";
import { entriesOf, type Entry } from "./archive";
import { connected, type DatabaseArgs } from "./connect";
import { restoreEntries } from "./restore-entries";
import { dollarQuoted } from "./sql-block";
import { isOwn, own } from "./storage-objects";

/**
 * Puts an archive of schema `storage` in the place of the schema that is there, in one transaction. What the archive does not
 * have goes, such as tables of a newer service; where anything fails, nothing has changed. The roles and prerequisites of
 * the set have to be there.
 *
 * `pg_restore --clean` would fail where the schema holds more than the archive does; and where the administrator is no
 * superuser, in making a schema for an owner who may make none. So `pg_restore` writes SQL, and `psql` runs it.
 *
 * @param file the archive, as `dumpMetadata` wrote it
 * @throws Failure where something outside depends on the schema, where a role, a prerequisite or a right is missing, and
 *   where the file is damaged
 */
export async function restoreMetadata(connection: DatabaseArgs, file: string, listener: Listener): Promise<void> {
  const entries = await entriesOf(file, listener.signal);
  const owner = schemaOwner(file, entries);
  const restorer = await connected(connection, listener.signal, (client) => whoRestores(client, owner));
  requireRights(restorer, owner);
  const { superuser, inherits, serverVersion } = restorer;
  const asItself = superuser || inherits === true;
  await restoreEntries(
    connection,
    {
      first: [...withoutStorage(superuser), ...(asItself ? [] : asOwner(owner))],
      file,
      entries: asItself ? entries : entries.filter(({ what }) => !isSchema(what)),
      serverVersion,
    },
    listener,
  );
}

interface Restorer {
  readonly name: string;
  readonly superuser: boolean;
  /** Whether it may act as the owner, and whether it has the owner's rights all the time; null where there is none. */
  readonly mayBeOwner: boolean | null;
  readonly inherits: boolean | null;
  readonly serverVersion: number;
}

async function whoRestores(client: pg.Client, owner: string): Promise<Restorer> {
  const { rows } = await client.query<Restorer>(
    `SELECT s.rolname::text AS name, s.rolsuper AS superuser, ${mayActAs("o.oid")} AS "mayBeOwner",
            pg_has_role(o.oid, 'USAGE') AS inherits, current_setting('server_version_num')::int AS "serverVersion"
       FROM pg_roles s LEFT JOIN pg_roles o ON o.rolname = $1 WHERE s.rolname = current_user`,
    [owner],
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the connection's own role is not in pg_roles");
  return found;
}

function requireRights({ name, mayBeOwner }: Restorer, owner: string): void {
  if (mayBeOwner === true) return;
  throw new Failure(
    mayBeOwner === null
      ? `There is no role "${owner}", which owns schema storage in the dump. Restore the roles of the set first.`
      : `"${name}" may not act as "${owner}", which owns schema storage in the dump. Ask somebody who may to run: ` +
          `GRANT ${identifier(owner)} TO ${identifier(name)};`,
  );
}

const isSchema = (what: string): boolean => what.startsWith("SCHEMA - storage ");

function schemaOwner(file: string, entries: readonly Entry[]): string {
  const found = entries.find(({ what }) => isSchema(what));
  if (found !== undefined) return found.what.slice("SCHEMA - storage ".length);
  throw new Failure(`${file} is no dump of schema storage: it has no such schema.`);
}

/** Empties the place, as whoever owns what is there. */
const withoutStorage = (superuser: boolean): string[] => [
  "SET LOCAL client_min_messages = warning",
  "SET LOCAL lock_timeout = '30s'",
  "SET LOCAL search_path = ''",
  refuseDependents,
  ...(superuser
    ? []
    : [`SELECT set_config('role', pg_get_userbyid(nspowner), true) FROM pg_namespace WHERE nspname = 'storage'`]),
  "DROP SCHEMA IF EXISTS storage CASCADE",
  "RESET ROLE",
];

/** The owner may make no schema in the database, so it gets one. */
const asOwner = (owner: string): string[] => [
  `CREATE SCHEMA storage AUTHORIZATION ${identifier(owner)}`,
  `SET LOCAL ROLE ${identifier(owner)}`,
];

/** What others made is not ours to drop: a foreign key or a view, a policy that asks a function of the schema. */
const refuseDependents = `DO ${dollarQuoted(`
DECLARE found text;
BEGIN
  WITH RECURSIVE ${own}
  SELECT string_agg(name, ', ') INTO found
    FROM (SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) AS name
            FROM own JOIN pg_depend d ON d.refclassid = own.classid AND d.refobjid = own.objid
           WHERE NOT ${isOwn("d.classid", "d.objid")}
           ORDER BY 1 LIMIT 5) outside;
  IF found IS NOT NULL THEN
    RAISE EXCEPTION '% depends on schema storage', found;
  END IF;
END
`)}`;

import type pg from "pg";
import { Failure } from "../../../cluster/failure";
import { identifier, mayActAs } from "../../../storagedb/sql-text";
import { connected, type DatabaseArgs } from "./connect";

interface Self {
  readonly name: string;
  readonly superuser: boolean;
  /** The owner of `storage.objects`; null where there is no such table. */
  readonly owner: string | null;
  readonly mayBeOwner: boolean | null;
}

/**
 * The same connection with the role as which to read: the owner of the tables, whose rows no policy hides and who may
 * read all of them, where the administrator is no superuser and may be that.
 *
 * @throws Failure where that role would not see every row
 */
export async function asReader(connection: DatabaseArgs, signal: AbortSignal): Promise<DatabaseArgs> {
  const reader = await connected(connection, signal, async (client) => {
    const { name, superuser, owner, mayBeOwner } = await self(client);
    const asItself = connection.role !== undefined || superuser || owner === null || owner === name || !mayBeOwner;
    return asItself ? connection : { ...connection, role: owner };
  });
  await connected(reader, signal, (client) => requireEveryRow(client));
  return reader;
}

async function self(client: pg.Client): Promise<Self> {
  const { rows } = await client.query<Self>(
    `SELECT s.rolname::text AS name, s.rolsuper AS superuser, o.rolname::text AS owner, ${mayActAs("o.oid")} AS "mayBeOwner"
       FROM pg_roles s
       LEFT JOIN (pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = 'objects')
              ON n.nspname = 'storage'
       LEFT JOIN pg_roles o ON o.oid = c.relowner
      WHERE s.rolname = current_user`,
  );
  const [found] = rows;
  if (found === undefined) throw new Error("the connection's own role is not in pg_roles");
  return found;
}

/** Row-level security leaves rows out without a word: a backup would be empty, or have holes. */
async function requireEveryRow(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ self: string; table: string; owner: string }>(
    `SELECT current_user::text AS self, format('%I.%I', n.nspname, c.relname) AS table, pg_get_userbyid(c.relowner)::text AS owner
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'storage' AND c.relkind IN ('r', 'p') AND row_security_active(c.oid)
      ORDER BY c.relname = 'objects' DESC, 2 LIMIT 1`,
  );
  const [hidden] = rows;
  if (hidden === undefined) return;
  const { self: role, table, owner } = hidden;
  const remedy =
    role === owner
      ? `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`
      : `GRANT ${identifier(owner)} TO ${identifier(role)}`;
  throw new Failure(
    `"${role}" does not see every row of ${table}: row-level security holds for it, and a backup would lack rows without ` +
      `a word. Sign in as a superuser, as a role with BYPASSRLS that may read the tables, or as one that may be their ` +
      `owner: ${remedy};`,
  );
}

import pg from "pg";
import type { Session } from "./database";
import { Refusal } from "./refusal";

/** Data definition takes no parameters, so names and texts go into it quoted. */
export const identifier = (name: string): string => pg.escapeIdentifier(name);
export const literal = (text: string): string => pg.escapeLiteral(text);
export const identifiers = (names: readonly string[]): string => names.map(identifier).join(", ");

/**
 * One at a time among everybody who changes roles, grants, schemas or policies of this database through us: PostgreSQL
 * answers "tuple concurrently updated" or "deadlock detected" to some of these when they run side by side. Held to the
 * transaction's end.
 */
export async function takeTurns(session: Session): Promise<void> {
  await session.query("SELECT pg_advisory_xact_lock(hashtext('alfred-storage'))");
}

export interface Administrator {
  readonly name: string;
  readonly superuser: boolean;
  readonly createRole: boolean;
  readonly bypassRowLevelSecurity: boolean;
  /** The server's version as a number, such as 150018 or 180004. */
  readonly serverVersion: number;
}

/** Who we are on this connection, and what we may do. */
export async function administrator(session: Session): Promise<Administrator> {
  const { rows } = await session.query<Administrator>(
    `SELECT rolname AS name, rolsuper AS superuser, rolcreaterole AS "createRole",
            rolbypassrls AS "bypassRowLevelSecurity", current_setting('server_version_num')::int AS "serverVersion"
       FROM pg_roles WHERE rolname = current_user`,
  );
  const [self] = rows;
  if (self === undefined) throw new Error("the connection's own role is not in pg_roles");
  return self;
}

/**
 * The identity of a table, as SQL over two expressions; NULL where there is no such table. Not by `regclass`, which
 * fails for whoever may not use the schema: since PostgreSQL 16 an administrator may act as the schema's owner without
 * having the owner's rights all the time.
 */
export const oidOf = (schema: string, table: string): string =>
  `(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ${schema} AND c.relname = ${table})`;

/** The role that owns a table or view; undefined where there is no such table. */
export async function ownerOf(session: Session, schema: string, table: string): Promise<string | undefined> {
  const { rows } = await session.query<{ owner: string }>(
    `SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = ${oidOf("$1", "$2")}`,
    [schema, table],
  );
  return rows[0]?.owner;
}

/**
 * Goes on as a table's owner to the transaction's end, which most changes to a table ask for. Refuses before anything
 * is changed, naming the owner and the one grant to ask for, where we are no member of it.
 */
export async function actAsOwner(session: Session, schema: string, table: string): Promise<void> {
  if (await actAsOwnerIfThere(session, schema, table)) return;
  throw new Refusal(
    `there is no table ${schema}.${table}. The storage schema is not in place: run "pulumi up --refresh", so that ` +
      `it is applied again.`,
  );
}

/** The same, and whether there is such a table at all. */
export async function actAsOwnerIfThere(session: Session, schema: string, table: string): Promise<boolean> {
  const { rows } = await session.query<Target>(
    `SELECT r.rolname::text AS role, current_user::text AS self, ${mayActAs("r.oid")} AS may
       FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE c.oid = ${oidOf("$1", "$2")}`,
    [schema, table],
  );
  const [owner] = rows;
  if (owner === undefined) return false;
  await goOnAs(session, owner, `the table ${schema}.${table} is owned by "${owner.role}"`);
  return true;
}

/** Goes on as another role to the transaction's end; `because` says, for a refusal, why it has to be that role. */
export async function actAs(session: Session, role: string, because: string): Promise<void> {
  const { rows } = await session.query<Target>(
    `SELECT rolname::text AS role, current_user::text AS self, ${mayActAs("oid")} AS may FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  const [target] = rows;
  if (target === undefined) throw new Refusal(`there is no role "${role}"`);
  await goOnAs(session, target, because);
}

interface Target {
  readonly role: string;
  readonly self: string;
  readonly may: boolean;
}

async function goOnAs(session: Session, { role, self, may }: Target, because: string): Promise<void> {
  if (!may) {
    throw new Refusal(`${because}, and "${self}" is no member of that role. Nothing was changed.`, [
      `GRANT ${identifier(role)} TO ${identifier(self)}`,
    ]);
  }
  await session.query(`SET LOCAL ROLE ${identifier(role)}`);
}

/** Whether we may SET ROLE to a role, as SQL: since PostgreSQL 16 that is a right of its own within a membership. */
export const mayActAs = (role: string): string =>
  `pg_has_role(${role}, CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)`;

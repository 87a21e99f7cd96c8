import type { Session } from "../../../storagedb/database";
import { identifier, literal, mayActAs } from "../../../storagedb/sql-text";
import type { Listener } from "../types";
import { connected, type DatabaseArgs } from "./connect";
import { readRoles, type Role } from "./role-catalog";
import { block, ifAllowed, roleExists, when } from "./sql-block";

/**
 * The roles of schema `storage` as SQL: those that own something in it, are granted something, or are named in policies,
 * and what they are members of. It can be run again and again; a role that is there stays as it is. It needs a superuser
 * or CREATEROLE. What such an administrator may not give, as BYPASSRLS before PostgreSQL 16, is a warning.
 *
 * Passwords are not in it, and neither are SUPERUSER and REPLICATION, which are about the whole server.
 */
export async function rolesSql(session: Session): Promise<string> {
  return sqlOf(await readRoles(session, "storage"));
}

/** The same of all roles that own something in a database or are granted something. */
export function databaseRolesSql(connection: DatabaseArgs, { signal }: Listener): Promise<string> {
  return connected(connection, signal, async (client) => sqlOf(await readRoles(client, "database")));
}

function sqlOf(roles: readonly Role[]): string {
  return [
    "-- Roles, without passwords. Can be run again: what is there stays as it is.",
    ...roles.filter(({ name }) => !name.startsWith("pg_")).map(creation),
    ...roles.filter(({ memberOf }) => memberOf.length > 0).map(memberships),
    ...roles.filter(({ owns }) => owns).map(({ name }) => letUsActAs(name)),
    "",
  ].join("\n\n");
}

function creation(role: Role): string {
  const name = identifier(role.name);
  const options = [
    role.login ? "LOGIN" : "NOLOGIN",
    role.inherit ? "INHERIT" : "NOINHERIT",
    ...(role.connectionLimit < 0 ? [] : [`CONNECTION LIMIT ${role.connectionLimit}`]),
  ];
  const attributes = [
    ...(role.createRole ? ["CREATEROLE"] : []),
    ...(role.createDatabase ? ["CREATEDB"] : []),
    ...(role.bypassRowLevelSecurity ? ["BYPASSRLS"] : []),
  ];
  return block([
    when(`NOT ${roleExists(role.name)}`, [
      `CREATE ROLE ${name} ${options.join(" ")};`,
      ...attributes.map((attribute) =>
        ifAllowed(
          `ALTER ROLE ${name} ${attribute};`,
          `the role ${name} was made without ${attribute}, which you may not give`,
        ),
      ),
    ]),
  ]);
}

function memberships({ name, memberOf }: Role): string {
  return block(
    memberOf.map(({ role, admin }) => {
      const grant = `GRANT ${identifier(role)} TO ${identifier(name)}${admin ? " WITH ADMIN OPTION" : ""};`;
      const warning = `the role ${identifier(name)} is no member of ${identifier(role)}, which you may not grant`;
      return when(`NOT ${isMember(name, role)}`, [ifAllowed(grant, warning)]);
    }),
  );
}

const isMember = (name: string, role: string): string =>
  `EXISTS (SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.roleid JOIN pg_catalog.pg_roles u ` +
  `ON u.oid = m.member WHERE r.rolname = ${literal(role)} AND u.rolname = ${literal(name)})`;

/** Who is no superuser hands a table over only to a role that it may be. */
function letUsActAs(name: string): string {
  const grant = literal(`GRANT ${identifier(name)} TO `);
  const since16 = "current_setting('server_version_num')::int >= 160000";
  const options = `CASE WHEN ${since16} THEN ' WITH SET TRUE, INHERIT FALSE' ELSE '' END`;
  return block([
    when(`NOT ${mayActAs(literal(name))}`, [
      ifAllowed(
        `EXECUTE ${grant} || quote_ident(current_user) || ${options};`,
        `you may not act as the role ${identifier(name)}, which somebody else made`,
      ),
    ]),
  ]);
}

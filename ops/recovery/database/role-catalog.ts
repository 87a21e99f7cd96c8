import type { Session } from "../../../storagedb/database";

/** A role, as far as it is made again. */
export interface Role {
  readonly name: string;
  readonly login: boolean;
  readonly inherit: boolean;
  readonly createRole: boolean;
  readonly createDatabase: boolean;
  readonly bypassRowLevelSecurity: boolean;
  /** Of simultaneous connections; -1 for none. */
  readonly connectionLimit: number;
  /** Whether it owns something there. */
  readonly owns: boolean;
  readonly memberOf: readonly { readonly role: string; readonly admin: boolean }[];
}

/** Roles that own something, as `owners (role)`, and those that are named there at all, as `named (role)`. */
const scopes = {
  storage: `rights (owner, acl) AS (
      SELECT nspowner, nspacl FROM pg_namespace WHERE nspname = 'storage'
      UNION ALL SELECT relowner, relacl FROM pg_class JOIN storage ON relnamespace = storage.oid
      UNION ALL SELECT relowner, attacl FROM pg_class c JOIN storage ON relnamespace = storage.oid JOIN pg_attribute ON attrelid = c.oid
      UNION ALL SELECT proowner, proacl FROM pg_proc JOIN storage ON pronamespace = storage.oid
      UNION ALL SELECT typowner, typacl FROM pg_type JOIN storage ON typnamespace = storage.oid
      UNION ALL SELECT defaclrole, defaclacl FROM pg_default_acl JOIN storage ON defaclnamespace = storage.oid
    ), owners (role) AS (
      SELECT owner FROM rights
    ), named (role) AS (
      SELECT role FROM owners
      UNION SELECT unnest(ARRAY[a.grantee, a.grantor]) FROM rights CROSS JOIN aclexplode(acl) a
      UNION SELECT unnest(polroles) FROM pg_policy JOIN pg_class c ON c.oid = polrelid JOIN storage ON relnamespace = storage.oid
    )`,
  // The server does not note what the role owns that made the cluster; its number is always this.
  database: `mentions AS (
      SELECT refobjid AS role, deptype FROM pg_shdepend
       WHERE refclassid = 'pg_authid'::regclass AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      UNION ALL SELECT 10, 'o'
    ), owners (role) AS (
      SELECT role FROM mentions WHERE deptype = 'o'
    ), named (role) AS (
      SELECT role FROM mentions
    )`,
};

/** The roles of schema `storage`, or of the whole database, and those that they are members of. */
export async function readRoles(session: Session, scope: keyof typeof scopes): Promise<Role[]> {
  const { rows } = await session.query<Role>(
    `WITH RECURSIVE storage AS (SELECT oid FROM pg_namespace WHERE nspname = 'storage'), ${scopes[scope]}, related (role) AS (
       SELECT role FROM named
       UNION SELECT m.roleid FROM related JOIN pg_roles r ON r.oid = related.role AND NOT r.rolsuper
                                  JOIN pg_auth_members m ON m.member = r.oid
     )
     SELECT rolname::text AS name, rolcanlogin AS login, rolinherit AS inherit, rolcreaterole AS "createRole",
            rolcreatedb AS "createDatabase", rolbypassrls AS "bypassRowLevelSecurity", rolconnlimit AS "connectionLimit",
            oid IN (SELECT role FROM owners) AS owns,
            coalesce((SELECT jsonb_agg(jsonb_build_object('role', p.rolname, 'admin', m.admin) ORDER BY p.rolname COLLATE "C")
                        FROM (SELECT roleid, bool_or(admin_option) AS admin FROM pg_auth_members
                               WHERE member = r.oid AND NOT r.rolsuper GROUP BY roleid) m
                        JOIN pg_roles p ON p.oid = m.roleid), '[]') AS "memberOf"
       FROM pg_roles r WHERE oid IN (SELECT role FROM related)
      ORDER BY rolname COLLATE "C"`,
  );
  return rows;
}

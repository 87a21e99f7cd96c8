import type { ScratchDatabase } from "./storage-database";

/**
 * How schema `storage` and all functions are made that no extension brought, by PostgreSQL's own words for it; without the
 * one that only tells what is in the schema, and that `pulumi up` makes.
 */
export async function catalog(database: ScratchDatabase) {
  const storage = "(SELECT oid FROM pg_namespace WHERE nspname = 'storage')";
  return {
    schemas: await database.sql(
      `SELECT nspname AS name, pg_get_userbyid(nspowner) AS owner, ${acl("nspacl", "n", "nspowner")} AS acl
         FROM pg_namespace WHERE nspname = 'storage'`,
    ),
    relations: await database.sql(
      `SELECT relname AS name, relkind AS kind, pg_get_userbyid(relowner) AS owner, relrowsecurity AS secured,
              relforcerowsecurity AS forced, ${acl("relacl", "r", "relowner")} AS acl,
              CASE WHEN relkind = 'i' THEN pg_get_indexdef(oid) END AS index
         FROM pg_class WHERE relnamespace = ${storage} ORDER BY 1`,
    ),
    columns: await database.sql(
      `SELECT attrelid::regclass::text AS of, attnum AS number, attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull, attacl::text AS acl,
              attgenerated, pg_get_expr(adbin, adrelid) AS default
         FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = ${storage} AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
        ORDER BY 1, row_number() OVER (PARTITION BY attrelid ORDER BY attnum)`,
    ),
    constraints: await database.sql(
      `SELECT conname AS name, conrelid::regclass::text AS of, pg_get_constraintdef(oid) AS definition
         FROM pg_constraint WHERE connamespace = ${storage} ORDER BY 2, 1`,
    ),
    policies: await database.sql<{ name: string; using: string | null }>(
      `SELECT polname AS name, polrelid::regclass::text AS of, polcmd AS command, polpermissive AS permissive,
              ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY (polroles) ORDER BY 1) AS roles,
              pg_get_expr(polqual, polrelid) AS using, pg_get_expr(polwithcheck, polrelid) AS check,
              obj_description(p.oid, 'pg_policy') AS comment
         FROM pg_policy p JOIN pg_class c ON c.oid = polrelid WHERE relnamespace = ${storage} ORDER BY 2, 1`,
    ),
    functions: await database.sql(
      `SELECT pg_get_functiondef(oid) AS definition, pg_get_userbyid(proowner) AS owner, ${acl("proacl", "f", "proowner")} AS acl
         FROM pg_proc f WHERE oid >= 16384 AND prokind <> 'a' AND proname <> 'get_storage_status'
          AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = f.oid AND deptype = 'e')
        ORDER BY 1`,
    ),
    triggers: await database.sql(
      `SELECT pg_get_triggerdef(t.oid) AS definition FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
        WHERE relnamespace = ${storage} AND NOT tgisinternal ORDER BY 1`,
    ),
    types: await database.sql(
      `SELECT typname AS name, pg_get_userbyid(typowner) AS owner, ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid
              ORDER BY enumsortorder) AS labels
         FROM pg_type t WHERE typnamespace = ${storage} ORDER BY 1`,
    ),
    defaults: await database.sql(
      `SELECT pg_get_userbyid(defaclrole) AS owner, defaclobjtype AS kind, ${acl("defaclacl", "r", "defaclrole")} AS acl
         FROM pg_default_acl WHERE defaclnamespace = ${storage} ORDER BY 1, 2`,
    ),
    memberships: await database.sql(
      `SELECT r.rolname AS role, m.rolname AS member FROM pg_auth_members a
         JOIN pg_roles r ON r.oid = roleid JOIN pg_roles m ON m.oid = member WHERE m.rolname IN ('supabase_storage_admin', 'auditor') ORDER BY 1, 2`,
    ),
    attributes: await database.sql(
      `SELECT rolname AS name, rolcanlogin, rolinherit, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles
        WHERE rolname IN ('anon', 'authenticated', 'service_role', 'supabase_storage_admin', 'supabase_admin', 'auditor', 'counter')
        ORDER BY 1`,
    ),
  };
}

/** Rights in an order of their own, with those that come by default written out. */
const acl = (column: string, kind: string, owner: string): string =>
  `ARRAY(SELECT format('%s %s by %s%s', pg_get_userbyid(grantee), privilege_type, pg_get_userbyid(grantor),
                       CASE WHEN is_grantable THEN ' with grant option' END)
           FROM aclexplode(coalesce(${column}, acldefault('${kind}', ${owner}))) ORDER BY 1)`;

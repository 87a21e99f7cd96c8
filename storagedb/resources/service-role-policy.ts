import type { Session } from "../database";
import { identifier, literal, oidOf } from "../sql-text";

/**
 * The service does its own work as `service_role`, past every policy. Where the administrator could give that role
 * BYPASSRLS these policies change nothing; where not, as in many managed databases, they stand in for it.
 */
const policyName = "alfred-storage: the service's own role";

/** By table: whether the policy is there and still lets that role do everything. */
export async function serviceRolePolicies(session: Session, role: string): Promise<Record<string, boolean>> {
  const { rows } = await session.query<{ table: string; there: boolean }>(
    `SELECT c.relname::text AS table, p.oid IS NOT NULL AS there
       FROM pg_class c
       LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = $1 AND p.polcmd = '*' AND p.polpermissive
            AND p.polroles = ARRAY(SELECT oid FROM pg_roles WHERE rolname = $2)
            AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND pg_get_expr(p.polwithcheck, p.polrelid) = 'true'
      WHERE c.oid IN (${oidOf("'storage'", "'buckets'")}, ${oidOf("'storage'", "'objects'")})`,
    [policyName, role],
  );
  return Object.fromEntries(rows.map(({ table, there }) => [table, there]));
}

export async function letServiceRoleThrough(session: Session, table: string, role: string): Promise<void> {
  const [name, target] = [identifier(policyName), `storage.${identifier(table)}`];
  await session.query(`DROP POLICY IF EXISTS ${name} ON ${target}`);
  await session.query(`CREATE POLICY ${name} ON ${target} TO ${identifier(role)} USING (true) WITH CHECK (true)`);
  await session.query(`COMMENT ON POLICY ${name} ON ${target} IS ${literal(policyName)}`);
}

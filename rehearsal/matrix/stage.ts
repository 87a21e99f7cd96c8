import type { Session } from "../../storagedb/database";
import { accessPolicy, type AccessPolicyInputs } from "../../storagedb/resources/access-policy";
import { grants } from "../../storagedb/resources/grants";
import { schema } from "../../storagedb/resources/schema";
import type { EmbeddedDatabase } from "../embedded";

const quiet = () => undefined;
const callerRoles = ["anon", "authenticated", "service_role", "supabase_admin"];

/** Roles, tables and functions as a stack has them, with buckets but without policies: where specs try policies. */
export async function setStage(database: EmbeddedDatabase, buckets: readonly string[]): Promise<void> {
  await database.transaction(async (session) => {
    for (const role of callerRoles) {
      await session.query(`CREATE ROLE ${role} ${role === "service_role" ? "BYPASSRLS" : ""}`);
    }
    await session.query("CREATE ROLE supabase_storage_admin");
    await session.query("CREATE SCHEMA storage AUTHORIZATION supabase_storage_admin");
    await session.query("CREATE SCHEMA auth");
    await session.query(`GRANT USAGE ON SCHEMA storage, auth TO ${callerRoles.join(", ")}, supabase_storage_admin`);
    const callers = [...callerRoles, "supabase_storage_admin"];
    await schema.create(session, { owner: "supabase_storage_admin", serviceRole: "service_role", callers }, quiet);
  });
  await database.transaction(async (session) => {
    const all = ["SELECT", "INSERT", "UPDATE", "DELETE"] as const;
    const roles = Object.fromEntries(callerRoles.map((role) => [role, [...all]]));
    await grants.create(session, { schema: "storage", table: "objects", roles }, quiet);
    for (const id of buckets) {
      await session.query("INSERT INTO storage.buckets (id, name, public) VALUES ($1, $1, false)", [id]);
    }
  });
}

/** Makes policies through the provider's own resource, tries something with them, and takes everything back. */
export async function withPolicies<Result>(
  database: EmbeddedDatabase,
  policies: readonly AccessPolicyInputs[],
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const over = new Error("taken back");
  let result: { value: Result } | undefined;
  await database
    .transaction(async (session) => {
      for (const policy of policies) await accessPolicy.create(session, policy, quiet);
      await session.query("SELECT set_config('role', 'none', true)");
      result = { value: await work(session) };
      throw over;
    })
    .catch((error: unknown) => {
      if (error !== over) throw error;
    });
  if (result === undefined) throw new Error("nothing was tried");
  return result.value;
}

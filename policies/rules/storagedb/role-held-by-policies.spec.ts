import { type Case, describeRule, set } from "../../testing";
import { roleHeldByPolicies } from "./role-held-by-policies";

const passing = (name: string, value: unknown): Case => ({
  name,
  change: (find) => {
    set(find("Role", "database-supabase_storage_admin"), "bypassRowLevelSecurity", value);
  },
  says: 'Role "database-supabase_storage_admin" passes row-level security, and so sees and changes every object',
});

describeRule(roleHeldByPolicies, [
  passing("a role for which policies do not hold", true),
  passing("one for which they do not hold if that can be had", "ifAllowed"),
  {
    name: "a role for recovery points that may do more than read",
    stack: "dev",
    change: (find) => {
      set(find("Role", "database-alfred_backup"), "memberOf", ["pg_read_all_data", "supabase_storage_admin"]);
    },
    says: 'Role "database-alfred_backup" passes row-level security to read, and may do more as a member of supabase_storage_admin',
  },
  {
    name: "one of another name",
    stack: "dev",
    change: (find) => {
      set(find("Role", "database-alfred_backup"), "name", "reader");
    },
    says: 'Role "database-alfred_backup" passes row-level security, and so sees and changes every object',
  },
  {
    name: "another role of that kind than the service's",
    change: (find) => {
      set(find("Role", "database-service_role"), "name", "operator");
    },
    says: 'Role "database-service_role" passes row-level security, and so sees and changes every object',
  },
]);

import type { ResourceRule } from "../../rule";
import { at, textsAt } from "../../values";

/** With which a role reads every table, and changes none. */
const reading = "pg_read_all_data";

export const roleHeldByPolicies: ResourceRule = {
  name: "role-held-by-policies",
  threat: "privilege-gained",
  level: "mandatory",
  description:
    "Row-level security holds for every role but the one as which the service does its own work, and one for recovery points that may read and nothing else.",
  remedy: "Set bypassRowLevelSecurity to false, and give the role a policy.",
  parameters: {
    exempt: {
      type: "array",
      items: { type: "string" },
      default: ["service_role"],
      description: "Roles for which row-level security need not hold.",
    },
    readers: {
      type: "array",
      items: { type: "string" },
      default: ["alfred_backup"],
      description: "Roles for which it need not hold while they are members of pg_read_all_data and of no other role.",
    },
  },
  types: ["storagedb:index:Role", "postgresql:index/role:Role"],
  check: ({ props }, report, { exempt, readers }) => {
    const passes = at(props, "bypassRowLevelSecurity") ?? false;
    const name = at(props, "name");
    if (passes === false || (exempt as readonly unknown[]).includes(name)) return;
    const others = [...textsAt(props, "memberOf"), ...textsAt(props, "roles")].filter((role) => role !== reading);
    if (!(readers as readonly unknown[]).includes(name)) {
      report("passes row-level security, and so sees and changes every object");
    } else if (others.length > 0) {
      report(`passes row-level security to read, and may do more as a member of ${others.join(", ")}`);
    }
  },
};

import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const roleHeldByPolicies: ResourceRule = {
  name: "role-held-by-policies",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Row-level security holds for every role but the one as which the service does its own work.",
  remedy: "Set bypassRowLevelSecurity to false, and give the role a policy.",
  parameters: {
    exempt: {
      type: "array",
      items: { type: "string" },
      default: ["service_role"],
      description: "Roles for which row-level security need not hold.",
    },
  },
  types: ["storagedb:index:Role", "postgresql:index/role:Role"],
  check: ({ props }, report, { exempt }) => {
    const passes = at(props, "bypassRowLevelSecurity") ?? false;
    if (passes === false || (exempt as readonly unknown[]).includes(at(props, "name"))) return;
    report("passes row-level security, and so sees and changes every object");
  },
};

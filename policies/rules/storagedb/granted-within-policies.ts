import type { ResourceRule } from "../../rule";
import { at, textsAt } from "../../values";

/** What row-level security does not look at, by what it is given on. */
const past: Readonly<Record<string, readonly string[]>> = {
  table: ["ALL", "REFERENCES", "TRIGGER", "TRUNCATE"],
  schema: ["ALL", "CREATE"],
  database: ["ALL", "CREATE"],
};

export const grantedWithinPolicies: ResourceRule = {
  name: "granted-within-policies",
  threat: "data-lost",
  level: "mandatory",
  description:
    "No role is given what row-level security does not hold for: to truncate a table, or to make objects beside it.",
  remedy:
    "Name the privileges that are needed, such as SELECT, INSERT, UPDATE and DELETE on a table and USAGE on a schema.",
  types: ["postgresql:index/grant:Grant", "postgresql:index/defaultPrivileges:DefaultPrivileges"],
  check: ({ props }, report) => {
    const kind = String(at(props, "objectType"));
    const refused = past[kind] ?? [];
    for (const privilege of textsAt(props, "privileges")) {
      if (refused.includes(privilege.toUpperCase())) report(`gives ${privilege} on a ${kind}, which no policy limits`);
    }
  },
};

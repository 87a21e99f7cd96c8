import type { ResourceRule } from "../../rule";
import { at } from "../../values";

/** What a role may be, by the input. */
const privileges: Readonly<Record<string, string>> = {
  superuser: "is a superuser",
  createRole: "may make roles",
  createDatabase: "may make databases",
  replication: "may copy the whole server",
};

export const roleUnprivileged: ResourceRule = {
  name: "role-unprivileged",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No role that a stack makes is a superuser or may make roles and databases or replicate the server.",
  remedy: "Leave it out, or set it to false.",
  types: ["storagedb:index:Role", "postgresql:index/role:Role"],
  check: ({ props }, report) => {
    for (const [privilege, what] of Object.entries(privileges)) {
      if (at(props, privilege) === true) report(what);
    }
  },
};

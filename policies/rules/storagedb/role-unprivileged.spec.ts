import { type Case, describeRule, set } from "../../testing";
import { roleUnprivileged } from "./role-unprivileged";

const privileged = (privilege: string, what: string): Case => ({
  name: `a role that ${what}`,
  change: (find) => {
    set(find("Role", "database-authenticator"), privilege, true);
  },
  says: `Role "database-authenticator" ${what}`,
});

describeRule(roleUnprivileged, [
  privileged("superuser", "is a superuser"),
  privileged("createRole", "may make roles"),
  privileged("createDatabase", "may make databases"),
  privileged("replication", "may copy the whole server"),
  {
    name: "a superuser of the provider postgresql",
    change: (find) => {
      const role = find("Role", "database-anon");
      role.type = "postgresql:index/role:Role";
      set(role, "superuser", true);
    },
    says: 'Role "database-anon" is a superuser',
  },
]);

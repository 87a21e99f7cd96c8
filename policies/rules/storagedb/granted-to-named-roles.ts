import type { ResourceRule } from "../../rule";
import { at, textAt } from "../../values";

export const grantedToNamedRoles: ResourceRule = {
  name: "granted-to-named-roles",
  threat: "privilege-gained",
  level: "mandatory",
  description:
    "Privileges in the database are given to roles by name, not to every role, and not so that they can be passed on.",
  remedy: "Name the role, and leave withGrantOption out.",
  types: [
    "storagedb:index:Grants",
    "postgresql:index/grant:Grant",
    "postgresql:index/defaultPrivileges:DefaultPrivileges",
  ],
  check: ({ props }, report) => {
    const roles = [textAt(props, "role"), ...Object.keys(at(props, "roles") ?? {})];
    if (roles.some((role) => role?.toLowerCase() === "public")) report("gives privileges to every role there is");
    if (at(props, "withGrantOption") === true) report("lets the role pass its privileges on");
  },
};

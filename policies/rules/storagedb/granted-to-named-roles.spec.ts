import { describeRule, set } from "../../testing";
import { grantedToNamedRoles } from "./granted-to-named-roles";

describeRule(grantedToNamedRoles, [
  {
    name: "a grant to every role",
    change: (find) => {
      set(find("Grant", "database-auth-usage-anon"), "role", "public");
    },
    says: 'Grant "database-auth-usage-anon" gives privileges to every role there is',
  },
  {
    name: "privileges on a table for every role",
    change: (find) => {
      set(find("Grants", "database-objects-grants"), "roles.PUBLIC", ["SELECT"]);
    },
    says: 'Grants "database-objects-grants" gives privileges to every role there is',
  },
  {
    name: "privileges on later tables for every role",
    change: (find) => {
      set(find("DefaultPrivileges"), "role", "public");
    },
    says: 'DefaultPrivileges "database-future-tables" gives privileges to every role there is',
  },
  {
    name: "a grant that can be passed on",
    change: (find) => {
      set(find("Grant", "database-auth-usage-anon"), "withGrantOption", true);
    },
    says: 'Grant "database-auth-usage-anon" lets the role pass its privileges on',
  },
]);

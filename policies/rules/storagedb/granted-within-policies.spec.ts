import { type Case, describeRule, set } from "../../testing";
import { grantedWithinPolicies } from "./granted-within-policies";

describeRule(grantedWithinPolicies, [
  ...["ALL", "REFERENCES", "TRIGGER", "TRUNCATE"].map((privilege): Case => ({
    name: `${privilege} on later tables`,
    change: (find) => {
      set(find("DefaultPrivileges"), "privileges.0", privilege);
    },
    says: `DefaultPrivileges "database-future-tables" gives ${privilege} on a table, which no policy limits`,
  })),
  {
    name: "a schema in which a role may make things",
    change: (find) => {
      set(find("Grant", "database-storage-usage-anon"), "privileges.0", "create");
    },
    says: 'Grant "database-storage-usage-anon" gives create on a schema, which no policy limits',
  },
  {
    name: "a database in which a role may do everything",
    change: (find) => {
      const grant = find("Grant", "database-storage-usage-anon");
      grant.props = { ...grant.props, objectType: "database", privileges: ["CONNECT", "ALL"] };
    },
    says: 'Grant "database-storage-usage-anon" gives ALL on a database, which no policy limits',
  },
  {
    name: "a sequence, which has no rows",
    change: (find) => {
      const grant = find("Grant", "database-storage-usage-anon");
      grant.props = { ...grant.props, objectType: "sequence", privileges: ["ALL"] };
    },
    says: [],
  },
]);

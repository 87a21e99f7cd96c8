import { unknown } from "../../rule";
import { describeRule, type Find, set } from "../../testing";
import { permissionsBoundary } from "./permissions-boundary";

const required = { required: true };

describeRule(permissionsBoundary, [
  {
    name: "a role without a boundary where one is asked for",
    parameters: required,
    change: (find) => {
      set(find("Role", "storage-identity"), "permissionsBoundary", undefined);
    },
    says: 'Role "storage-identity" has no boundary to what it may ever do',
  },
  {
    name: "a role with an empty boundary where one is asked for",
    parameters: required,
    change: (find) => {
      set(find("Role", "storage-identity"), "permissionsBoundary", "");
    },
    says: 'Role "storage-identity" has no boundary to what it may ever do',
  },
  ...["arn:aws:iam::123456789012:policy/boundary", unknown].map((boundary) => ({
    name: `a role with a boundary${boundary === unknown ? " that is not known yet" : ""}`,
    parameters: required,
    change: (find: Find) => {
      set(find("Role", "storage-identity"), "permissionsBoundary", boundary);
    },
    says: [],
  })),
]);

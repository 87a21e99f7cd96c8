import { unknown } from "../../rule";
import { describeRule, type Find, set } from "../../testing";
import { permissionsBoundary } from "./permissions-boundary";

const required = { required: true };
const arn = "arn:aws:iam::123456789012:policy/boundary";

/** Gives the other role one, and the service's what is tried. */
function bounded(find: Find, boundary: unknown): void {
  set(find("Role", "backup-identity"), "permissionsBoundary", arn);
  set(find("Role", "storage-identity"), "permissionsBoundary", boundary);
}

describeRule(permissionsBoundary, [
  {
    name: "a role without a boundary where one is asked for",
    parameters: required,
    change: (find) => {
      bounded(find, undefined);
    },
    says: 'Role "storage-identity" has no boundary to what it may ever do',
  },
  {
    name: "a role with an empty boundary where one is asked for",
    parameters: required,
    change: (find) => {
      bounded(find, "");
    },
    says: 'Role "storage-identity" has no boundary to what it may ever do',
  },
  ...[arn, unknown].map((boundary) => ({
    name: `a role with a boundary${boundary === unknown ? " that is not known yet" : ""}`,
    parameters: required,
    change: (find: Find) => {
      bounded(find, boundary);
    },
    says: [],
  })),
]);

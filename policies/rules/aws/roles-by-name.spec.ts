import { describeRule, type Find } from "../../testing";
import { allow } from "../../testing-aws";
import { rolesByName } from "./roles-by-name";

const roles = "arn:aws:iam::123456789012:role/*";

describeRule(rolesByName, [
  ...["iam:PassRole", "sts:AssumeRole", "iam:Pass*"].map((action) => ({
    name: `${action} with every role`,
    change: (find: Find) => {
      allow(find("RolePolicy", "objects"), { Action: action, Resource: roles });
    },
    says: `RolePolicy "objects" gives ${action} on ${roles}`,
  })),
  {
    name: "roles that are named",
    change: (find) => {
      allow(find("RolePolicy", "objects"), { Action: "iam:PassRole", Resource: `${roles.slice(0, -1)}alfred-*` });
    },
    says: [],
  },
  {
    name: "something else with every role",
    change: (find) => {
      allow(find("RolePolicy", "objects"), { Action: "iam:GetRole", Resource: roles });
    },
    says: [],
  },
]);

import { describeRule, type Find } from "../../testing";
import { allow } from "../../testing-aws";
import { noEscalation } from "./no-escalation";

/** Those that are found by name. */
const named = [
  "AddUserToGroup",
  "AttachGroupPolicy",
  "AttachRolePolicy",
  "AttachUserPolicy",
  "CreateAccessKey",
  "CreateLoginProfile",
  "CreatePolicyVersion",
  "DeleteRolePermissionsBoundary",
  "DeleteUserPermissionsBoundary",
  "PutGroupPolicy",
  "PutRolePermissionsBoundary",
  "PutRolePolicy",
  "PutUserPermissionsBoundary",
  "PutUserPolicy",
  "SetDefaultPolicyVersion",
  "UpdateAssumeRolePolicy",
  "UpdateLoginProfile",
];
const me = "arn:aws:iam::123456789012:user/me";

describeRule(noEscalation, [
  ...[...named.map((action) => `iam:${action}`), "iam:Attach*", "iam:createaccesskey"].map((action) => ({
    name: `a role that may ${action}`,
    change: (find: Find) => {
      allow(find("RolePolicy", "objects"), { Action: action, Resource: me });
    },
    says: `RolePolicy "objects" gives ${action}, with which its owner can give himself more`,
  })),
  {
    name: "a role that looks at itself",
    change: (find) => {
      allow(find("RolePolicy", "objects"), { Action: "iam:GetUser", Resource: me });
    },
    says: [],
  },
]);

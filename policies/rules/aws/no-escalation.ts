import { allowedBy, identityTypes, namesWhatIsNotMade, patternsFor } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

/** With each of them one can give oneself, or somebody whose keys one has, everything else. */
const escalating = [
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
].map((action) => `iam:${action}`);

export const noEscalation: ResourceRule = {
  name: "no-escalation",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No policy of IAM gives actions with which its owner can give himself more.",
  remedy: "Take them out; who administers IAM is declared as an exception.",
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report) => {
    for (const statement of allowedBy(resource)) {
      const given = patternsFor(statement, escalating);
      if (given.length > 0) report(`gives ${given.join(", ")}, with which its owner can give himself more`);
    }
  },
};

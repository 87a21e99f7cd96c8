import { describeRule, type Find } from "../../testing";
import { allow } from "../../testing-aws";
import { noVersionDeletion } from "./no-version-deletion";

const objects = "arn:aws:s3:::alfred-platform-prod/*";

describeRule(
  noVersionDeletion,
  ["s3:DeleteObjectVersion", "s3:Delete*", "s3:BypassGovernanceRetention"].map((action) => ({
    name: `a role that may ${action}`,
    change: (find: Find) => {
      allow(find("RolePolicy", "objects"), { Action: action, Resource: objects });
    },
    says: `RolePolicy "objects" gives ${action}, with which old versions are removed for good`,
  })),
);

import { type Breakable, describeRule, type Find, set } from "../../testing";
import { add, policy, rewrite } from "../../testing-aws";
import { policyWithoutStar } from "./policy-without-star";

const everything = { Action: ["s3:*"], Resource: "arn:aws:s3:::alfred-platform-prod" };

describeRule(policyWithoutStar, [
  {
    name: "a role that may do everything",
    change: (find) => {
      rewrite(find("RolePolicy", "objects"), "Objects", { Action: "*" });
    },
    says: 'RolePolicy "objects" gives *',
  },
  {
    name: "a role that may do everything but something",
    change: (find) => {
      rewrite(find("RolePolicy", "objects"), "Objects", { Action: undefined, NotAction: "s3:DeleteBucket" });
    },
    says: 'RolePolicy "objects" gives *',
  },
  {
    name: "a role's inline policy that gives all of a service",
    change: (find) => {
      set(find("Role", "storage-identity"), "inlinePolicies", [{ name: "more", policy: policy(everything) }]);
    },
    says: 'Role "storage-identity" gives s3:*',
  },
  ...["UserPolicy", "GroupPolicy", "Policy"].map((kind) => ({
    name: `a ${kind} that gives all of a service`,
    change: (_: Find, resources: Breakable[]) => {
      const type = `aws:iam/${kind.replace(/^./, (letter) => letter.toLowerCase())}:${kind}`;
      add(resources, type, { policy: policy(everything) });
    },
    says: `${kind} "other" gives s3:*`,
  })),
]);

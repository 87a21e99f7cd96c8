import { describeRule, set } from "../../testing";
import { add } from "../../testing-aws";
import { policyReadable } from "./policy-readable";

describeRule(policyReadable, [
  {
    name: "a bucket's policy that is no JSON",
    change: (find) => {
      set(find("BucketPolicy", "object-store"), "policy", "{");
    },
    says: 'BucketPolicy "object-store" has no statements in its policy',
  },
  {
    name: "a bucket's policy that is missing",
    change: (find) => {
      set(find("BucketPolicy", "object-store"), "policy", undefined);
    },
    says: 'BucketPolicy "object-store" has no statements in its policy',
  },
  {
    name: "a key's policy without statements",
    change: (find) => {
      set(find("Key", "object-store"), "policy", '{ "Version": "2012-10-17" }');
    },
    says: 'Key "object-store" has no statements in its policy',
  },
  {
    name: "a role's policy without statements",
    change: (find) => {
      set(find("RolePolicy", "objects"), "policy", "[]");
    },
    says: 'RolePolicy "objects" has no statements in its policy',
  },
  {
    name: "a role's trust without statements",
    change: (find) => {
      set(find("Role", "storage-identity"), "assumeRolePolicy", "null");
    },
    says: 'Role "storage-identity" has no statements in its assumeRolePolicy',
  },
  {
    name: "a role's inline policy without statements",
    change: (find) => {
      set(find("Role", "storage-identity"), "inlinePolicies", [{ name: "more", policy: "" }]);
    },
    says: 'Role "storage-identity" has no statements in its policy',
  },
  {
    name: "a policy that is an object",
    change: (_, resources) => {
      const statement = { Effect: "Deny", Action: "s3:*", Resource: "*" };
      add(resources, "aws:iam/policy:Policy", { policy: { Version: "2012-10-17", Statement: statement } });
    },
    says: [],
  },
]);

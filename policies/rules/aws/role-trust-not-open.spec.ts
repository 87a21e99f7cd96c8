import { describeRule } from "../../testing";
import { allow } from "../../testing-aws";
import { roleTrustNotOpen } from "./role-trust-not-open";

const anyone = { Principal: { AWS: "*" }, Action: "sts:AssumeRole" };

describeRule(roleTrustNotOpen, [
  {
    name: "a role for everyone",
    change: (find) => {
      allow(find("Role", "storage-identity"), anyone, "assumeRolePolicy");
    },
    says: 'Role "storage-identity" can be taken on by everyone',
  },
  {
    name: "a role for an account, and everyone",
    change: (find) => {
      const both = { ...anyone, Principal: { AWS: ["123456789012", "*"] } };
      allow(find("Role", "storage-identity"), both, "assumeRolePolicy");
    },
    says: 'Role "storage-identity" can be taken on by everyone',
  },
  {
    name: "a role for everyone who knows an id",
    change: (find) => {
      const condition = { StringEquals: { "sts:ExternalId": "alfred" } };
      allow(find("Role", "storage-identity"), { ...anyone, Condition: condition }, "assumeRolePolicy");
    },
    says: 'Role "storage-identity" can be taken on by everyone',
  },
  {
    name: "a role for everyone of an organisation",
    change: (find) => {
      const condition = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
      allow(find("Role", "storage-identity"), { ...anyone, Condition: condition }, "assumeRolePolicy");
    },
    says: [],
  },
]);

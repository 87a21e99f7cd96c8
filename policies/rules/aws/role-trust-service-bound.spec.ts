import { describeRule } from "../../testing";
import { allow, rewrite } from "../../testing-aws";
import { roleTrustServiceBound } from "./role-trust-service-bound";

const by = (service: string) => ({ Principal: { Service: service }, Action: "sts:AssumeRole" });

describeRule(roleTrustServiceBound, [
  {
    name: "a role for S3 on behalf of anyone",
    stack: "full",
    change: (find) => {
      rewrite(find("Role", "object-store"), "S3ForTheBucket", { Condition: undefined }, "assumeRolePolicy");
    },
    says: 'Role "object-store" can be taken on by s3.amazonaws.com on behalf of anyone',
  },
  {
    name: "a role for S3 on behalf of one account's buckets",
    stack: "full",
    change: (find) => {
      const condition = { StringEquals: { "aws:SourceAccount": "123456789012" } };
      rewrite(find("Role", "object-store"), "S3ForTheBucket", { Condition: condition }, "assumeRolePolicy");
    },
    says: [],
  },
  {
    name: "a role for a service that cannot say for whom",
    change: (find) => {
      allow(find("Role", "storage-identity"), by("ec2.amazonaws.com"), "assumeRolePolicy");
    },
    says: [],
  },
  {
    name: "a role for such a service where it is not named",
    parameters: { silent: [] },
    change: (find) => {
      allow(find("Role", "storage-identity"), by("ec2.amazonaws.com"), "assumeRolePolicy");
    },
    says: 'Role "storage-identity" can be taken on by ec2.amazonaws.com on behalf of anyone',
  },
]);

import { describeRule, type Find, set } from "../../testing";
import { rewrite } from "../../testing-aws";
import { noCustomerKeys } from "./no-customer-keys";

const header = "s3:x-amz-server-side-encryption-customer-algorithm";
const useless: Readonly<Record<string, Record<string, unknown>>> = {
  "a refusal of uploads without such a key": { Condition: { Null: { [header]: "true" } } },
  "a refusal of one algorithm": { Condition: { StringEquals: { [header]: "false" } } },
  "a refusal of another header": { Condition: { Null: { "s3:x-amz-acl": "false" } } },
  "a refusal of downloads": { Action: "s3:GetObject" },
  "a refusal of some objects": { Resource: "arn:aws:s3:::alfred-platform-prod/private/*" },
};

describeRule(noCustomerKeys, [
  ...Object.entries(useless).map(([name, fields]) => ({
    name,
    change: (find: Find) => {
      rewrite(find("BucketPolicy", "object-store"), "DenyCustomerKey", fields);
    },
    says: 'BucketPolicy "object-store" does not refuse objects that are encrypted with a key of whoever uploads them',
  })),
  {
    name: "a bucket whose encryption refuses it",
    change: (find) => {
      rewrite(find("BucketPolicy", "object-store"), "DenyCustomerKey", { Effect: "deny" });
      const encryption = find("BucketServerSideEncryptionConfiguration", "object-store");
      set(encryption, "rules.0.blockedEncryptionTypes", ["SSE-C"]);
      set(encryption, "rules.1", { bucketKeyEnabled: true });
    },
    says: [],
  },
]);

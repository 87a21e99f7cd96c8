import { describeRule, type Find } from "../../testing";
import { rewrite } from "../../testing-aws";
import { keyPolicyWithoutStar } from "./key-policy-without-star";

describeRule(
  keyPolicyWithoutStar,
  ["kms:*", "*"].map((action) => ({
    name: `administrators with ${action}`,
    change: (find: Find) => {
      rewrite(find("Key", "object-store"), "Administrators", { Action: [action] });
    },
    says: 'Key "object-store" lets AWS:arn:aws:iam::123456789012:root do everything with the key',
  })),
);

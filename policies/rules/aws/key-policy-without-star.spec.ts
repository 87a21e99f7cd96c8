import { describeRule, type Find } from "../../testing";
import { rewrite } from "../../testing-aws";
import { keyPolicyWithoutStar } from "./key-policy-without-star";

describeRule(
  keyPolicyWithoutStar,
  [["kms:*"], ["*"], ["kms:Describe*", "kms:*"]].map((actions) => ({
    name: `administrators with ${actions.join(" and ")}`,
    change: (find: Find) => {
      rewrite(find("Key", "object-store"), "Administrators", { Action: actions });
    },
    says: 'Key "object-store" lets AWS:arn:aws:iam::123456789012:root do everything with the key',
  })),
);

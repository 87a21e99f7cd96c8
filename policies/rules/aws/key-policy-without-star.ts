import { keyType } from "../../aws";
import { allowedAt, isEveryAction, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const keyPolicyWithoutStar: ResourceRule = {
  name: "key-policy-without-star",
  threat: "data-exposed",
  level: "mandatory",
  description:
    "Nobody may do everything with a key of KMS: who administers it cannot read, and who reads cannot administer.",
  remedy: "Name the actions: those that administer the key, or kms:GenerateDataKey and kms:Decrypt.",
  judgedAtUp: namesWhatIsNotMade,
  types: [keyType, "aws:kms/keyPolicy:KeyPolicy"],
  check: ({ props }, report) => {
    for (const { actions, principals } of allowedAt(props, "policy")) {
      if (actions.some(isEveryAction)) report(`lets ${principals.join(", ")} do everything with the key`);
    }
  },
};

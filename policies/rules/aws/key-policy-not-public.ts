import { keyType } from "../../aws";
import { allowedAt, isAnyone, isBoundBy, namesWhatIsNotMade, ownerKeys } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const keyPolicyNotPublic: ResourceRule = {
  name: "key-policy-not-public",
  threat: "data-exposed",
  level: "mandatory",
  description: "The policy of a key of KMS gives nothing to everyone.",
  remedy: "Name who may do it as the principal, or add a condition on an account, such as kms:CallerAccount.",
  judgedAtUp: namesWhatIsNotMade,
  types: [keyType, "aws:kms/keyPolicy:KeyPolicy"],
  check: ({ props }, report) => {
    for (const statement of allowedAt(props, "policy")) {
      if (statement.principals.some(isAnyone) && !isBoundBy(statement, ownerKeys))
        report(`gives ${statement.actions.join(", ")} to everyone`);
    }
  },
};

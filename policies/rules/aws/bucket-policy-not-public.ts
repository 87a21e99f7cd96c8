import { s3 } from "../../aws";
import { allowedAt, isAnyone, isBoundBy, namesWhatIsNotMade, ownerKeys } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const bucketPolicyNotPublic: ResourceRule = {
  name: "bucket-policy-not-public",
  threat: "data-exposed",
  level: "mandatory",
  description: "The policy of an S3 bucket gives nothing to everyone.",
  remedy:
    "Name who may do it as the principal, or add a condition on an account, an organisation or an endpoint, such as aws:PrincipalOrgID.",
  judgedAtUp: namesWhatIsNotMade,
  types: s3("bucketPolicy"),
  check: ({ props }, report) => {
    for (const statement of allowedAt(props, "policy")) {
      if (statement.principals.some(isAnyone) && !isBoundBy(statement, ownerKeys))
        report(`gives ${statement.actions.join(", ")} to everyone`);
    }
  },
};

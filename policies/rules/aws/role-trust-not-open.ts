import { roleType } from "../../aws";
import { allowedAt, isAnyone, isBoundBy, namesWhatIsNotMade, ownerKeys } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const roleTrustNotOpen: ResourceRule = {
  name: "role-trust-not-open",
  threat: "privilege-gained",
  level: "mandatory",
  description: "Not everyone may take on a role of IAM.",
  remedy: "Name who may as the principal, or add a condition such as aws:PrincipalOrgID.",
  judgedAtUp: namesWhatIsNotMade,
  types: [roleType],
  check: ({ props }, report) => {
    for (const statement of allowedAt(props, "assumeRolePolicy")) {
      if (statement.principals.some(isAnyone) && !isBoundBy(statement, ownerKeys))
        report("can be taken on by everyone");
    }
  },
};

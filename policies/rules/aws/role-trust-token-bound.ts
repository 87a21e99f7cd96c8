import { roleType } from "../../aws";
import { allowedAt, covers, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const roleTrustTokenBound: ResourceRule = {
  name: "role-trust-token-bound",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A role that is taken on with a token of OpenID Connect says whose token, and for whom it was made.",
  remedy: "Compare both ISSUER:sub and ISSUER:aud with StringEquals.",
  judgedAtUp: namesWhatIsNotMade,
  types: [roleType],
  check: ({ props }, report) => {
    for (const { actions, conditions } of allowedAt(props, "assumeRolePolicy")) {
      if (!actions.some((pattern) => covers(pattern, "sts:AssumeRoleWithWebIdentity"))) continue;
      const free = ["sub", "aud"].filter(
        (claim) => !conditions.some(({ operator, key }) => operator === "StringEquals" && key.endsWith(`:${claim}`)),
      );
      if (free.length > 0) report(`can be taken on with a token whatever its ${free.join(" and ")}`);
    }
  },
};

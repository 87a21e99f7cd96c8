import { keyType, roleType, s3 } from "../../aws";
import { identityTypes, namesWhatIsNotMade, statementsAt } from "../../aws-statements";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const policyReadable: ResourceRule = {
  name: "policy-readable",
  threat: "privilege-gained",
  level: "mandatory",
  description: "A policy is a document with statements, which is what all other rules on policies look at.",
  remedy: "Write it as JSON with a Statement.",
  judgedAtUp: namesWhatIsNotMade,
  types: [...s3("bucketPolicy"), ...identityTypes, keyType, "aws:kms/keyPolicy:KeyPolicy"],
  check: ({ type, props }, report) => {
    const policies: readonly (readonly [unknown, string])[] =
      type === roleType
        ? [[props, "assumeRolePolicy"], ...listAt(props, "inlinePolicies").map((inline) => [inline, "policy"] as const)]
        : [[props, "policy"]];
    for (const [place, path] of policies) {
      if (type === keyType && at(place, path) === undefined) continue; // the rule key-has-policy tells it
      if (statementsAt(place, path) === undefined) report(`has no statements in its ${path}`);
    }
  },
};

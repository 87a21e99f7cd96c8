import { allowedBy, identityTypes, isEveryAction, namesWhatIsNotMade } from "../../aws-statements";
import type { ResourceRule } from "../../rule";

export const policyWithoutStar: ResourceRule = {
  name: "policy-without-star",
  threat: "privilege-gained",
  level: "mandatory",
  description: "No policy of IAM gives all actions, or all of a service.",
  remedy: "Name the actions that are needed.",
  judgedAtUp: namesWhatIsNotMade,
  types: identityTypes,
  check: (resource, report) => {
    for (const { actions } of allowedBy(resource)) {
      const every = actions.filter(isEveryAction);
      if (every.length > 0) report(`gives ${every.join(", ")}`);
    }
  },
};

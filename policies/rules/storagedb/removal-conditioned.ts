import type { ResourceRule } from "../../rule";
import { accessOf, accessPolicyType, among } from "../../storagedb";

export const removalConditioned: ResourceRule = {
  name: "removal-conditioned",
  threat: "data-lost",
  level: "mandatory",
  description: "A user can overwrite and remove objects under a condition only, such as that they are their own.",
  remedy: "Give the policy a condition, such as owner or userFolder.",
  types: [accessPolicyType],
  check: (policy, report) => {
    const access = accessOf(policy);
    const verbs = among(access, ["overwrite", "remove"]);
    if (verbs !== "" && access.users.length > 0 && access.everyObject) {
      report(`lets ${access.users.join(", ")} ${verbs} every object of the bucket ${access.bucket}`);
    }
  },
};

import type { ResourceRule } from "../../rule";
import { accessOf, accessPolicyType, among } from "../../storagedb";

export const anonymousCannotWrite: ResourceRule = {
  name: "anonymous-cannot-write",
  threat: "data-exposed",
  level: "mandatory",
  description: "Nobody without a user can upload, overwrite or remove objects.",
  remedy: "Name authenticated instead of anon among the roles.",
  types: [accessPolicyType],
  check: (policy, report) => {
    const access = accessOf(policy);
    const verbs = among(access, ["upload", "overwrite", "remove"]);
    if (verbs !== "" && access.anyone && !access.own) {
      report(`lets anyone ${verbs} objects of the bucket ${access.bucket}`);
    }
  },
};

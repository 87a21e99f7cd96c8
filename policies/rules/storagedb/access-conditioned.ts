import type { StackRule } from "../../rule";
import { accessToBuckets, among } from "../../storagedb";

export const accessConditioned: StackRule = {
  name: "access-conditioned",
  threat: "data-exposed",
  level: "advisory",
  description:
    "A user can list and download objects of a private bucket under a condition, such as that they are their own.",
  remedy: "Give the policy a condition such as owner, or one that says which objects are for all users.",
  checkStack: (resources, report) => {
    for (const access of accessToBuckets("private", resources)) {
      const verbs = among(access, ["list", "download"]);
      if (verbs === "" || access.users.length === 0 || !access.everyObject) continue;
      if (access.anyone || among(access, ["overwrite", "remove"]) !== "") continue; // rules of their own say more
      const users = access.users.join(", ");
      report(`lets ${users} ${verbs} every object of the private bucket ${access.bucket}`, access.policy);
    }
  },
};

import type { StackRule } from "../../rule";
import { accessToBuckets } from "../../storagedb";

export const publicBucketUnlisted: StackRule = {
  name: "public-bucket-unlisted",
  threat: "data-exposed",
  level: "mandatory",
  description:
    "Nobody can list what others put into a public bucket, since whoever knows a name can download the object.",
  remedy: "Take list out of the verbs, give the policy the condition owner, or make the bucket private.",
  checkStack: (resources, report) => {
    for (const access of accessToBuckets("public", resources)) {
      if (!access.verbs.includes("list")) continue;
      const who =
        access.anyone && !access.own
          ? "anyone"
          : access.everyObject && access.users.length > 0
            ? "every user"
            : undefined;
      if (who !== undefined) report(`lets ${who} list the public bucket ${access.bucket}`, access.policy);
    }
  },
};

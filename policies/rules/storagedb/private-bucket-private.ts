import type { StackRule } from "../../rule";
import { accessToBuckets, among } from "../../storagedb";

export const privateBucketPrivate: StackRule = {
  name: "private-bucket-private",
  threat: "data-exposed",
  level: "mandatory",
  description: "Nobody without a user can list or download objects of a private bucket.",
  remedy: "Take anon out of the roles, or make the bucket public where its objects are for everybody.",
  checkStack: (resources, report) => {
    for (const access of accessToBuckets("private", resources)) {
      const verbs = among(access, ["list", "download"]);
      if (verbs === "" || !access.anyone || access.own) continue;
      report(`lets anyone ${verbs} objects of the private bucket ${access.bucket}`, access.policy);
    }
  },
};

import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { publicBucketUnlisted } from "./public-bucket-unlisted";
import { give, given } from "./testing-access";

const bucket = "user-uploads";

describeRule(publicBucketUnlisted, [
  given(
    "a public bucket that anyone can list",
    { bucket, roles: ["anon"], verbs: ["list"] },
    "lets anyone list the public bucket user-uploads",
  ),
  given(
    "one that every role can list",
    { bucket, roles: ["public"], verbs: ["list"], conditions: ["public"] },
    "lets anyone list the public bucket user-uploads",
  ),
  given(
    "one of which anyone can list a folder",
    { bucket, roles: ["anon"], verbs: ["list"], conditions: [{ folder: "open" }] },
    "lets anyone list the public bucket user-uploads",
  ),
  given(
    "one that every user can list",
    { bucket, roles: ["authenticated"], verbs: ["list", "upload"], conditions: ["public"] },
    "lets every user list the public bucket user-uploads",
  ),
  given("a folder that every user can list", {
    bucket,
    roles: ["authenticated"],
    verbs: ["list"],
    conditions: [{ folder: "shared" }],
  }),
  given("one that nobody is to list", { bucket, roles: ["anon"], verbs: ["download"] }),
  given("a user's own folder, in which nobody without a user finds anything", {
    bucket,
    roles: ["anon"],
    verbs: ["list"],
    conditions: ["userFolder"],
  }),
  given("one that the platform itself can list", { bucket, roles: ["service_role"], verbs: ["list"] }),
  {
    name: "a public bucket whose policy does not know its id yet",
    change: (find, resources) => {
      give({ bucket, roles: ["anon"], verbs: ["list"] })(find, resources);
      const policy = find("AccessPolicy", "more");
      set(policy, "bucket", unknown);
      policy.dependsOn = [find("Bucket", bucket).urn];
    },
    says: 'AccessPolicy "more" lets anyone list the public bucket that it belongs to',
  },
  {
    name: "a private bucket whose policy does not know its id yet",
    change: (find, resources) => {
      give({ roles: ["authenticated"], verbs: ["list"], conditions: [{ folder: "shared" }] })(find, resources);
      set(find("AccessPolicy", "more"), "bucket", unknown);
    },
    says: [],
  },
  {
    name: "a public bucket that does not know its id yet",
    change: (find, resources) => {
      give({ bucket, roles: ["anon"], verbs: ["list"] })(find, resources);
      find("AccessPolicy", "more").dependsOn = [find("Bucket", bucket).urn];
      set(find("Bucket", bucket), "bucketId", unknown);
    },
    says: 'AccessPolicy "more" lets anyone list the public bucket user-uploads',
  },
  {
    name: "a bucket of which nobody knows whether it is public",
    change: (find, resources) => {
      given("", { roles: ["authenticated"], verbs: ["list"], conditions: ["public"] }).change(find, resources);
      set(find("Bucket", "agent-documents"), "public", undefined);
    },
    says: 'AccessPolicy "more" lets every user list the public bucket agent-documents',
  },
]);

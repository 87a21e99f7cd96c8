import { describeRule } from "../../testing";
import { privateBucketPrivate } from "./private-bucket-private";
import { given } from "./testing-access";

describeRule(privateBucketPrivate, [
  given(
    "a private bucket from which anyone can download",
    { roles: ["authenticated", "anon"], verbs: ["download"], conditions: [{ folder: "open" }] },
    "lets anyone download objects of the private bucket agent-documents",
  ),
  given(
    "one that anyone can list",
    { roles: ["public"], verbs: ["list", "download"] },
    "lets anyone list, download objects of the private bucket agent-documents",
  ),
  given(
    "one from which all users and anyone else can download",
    { roles: ["authenticated", "anon"], verbs: ["download"] },
    "lets anyone download objects of the private bucket agent-documents",
  ),
  given("a condition that holds for nobody without a user", {
    roles: ["anon"],
    verbs: ["download"],
    conditions: ["owner"],
  }),
  given("a public bucket, which anyone can download from", {
    bucket: "user-uploads",
    roles: ["anon"],
    verbs: ["download"],
  }),
]);

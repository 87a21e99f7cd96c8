import { describeRule } from "../../testing";
import { anonymousCannotWrite } from "./anonymous-cannot-write";
import { given } from "./testing-access";

describeRule(anonymousCannotWrite, [
  ...["upload", "overwrite", "remove"].map((verb) =>
    given(
      `an ${verb} by anyone`,
      { roles: ["anon"], verbs: [verb], conditions: [{ folder: "inbox" }] },
      `lets anyone ${verb} objects of the bucket agent-documents`,
    ),
  ),
  given(
    "every role as a writer, to which those without a user belong",
    { roles: ["public"], verbs: ["upload", "remove"] },
    "lets anyone upload, remove objects of the bucket agent-documents",
  ),
  given("a condition that holds for nobody without a user", {
    roles: ["anon"],
    verbs: ["upload"],
    conditions: ["userFolder"],
  }),
  given("anyone who downloads from a public bucket", { bucket: "user-uploads", roles: ["anon"], verbs: ["download"] }),
  given("a user who uploads to a folder", {
    roles: ["authenticated"],
    verbs: ["upload"],
    conditions: [{ folder: "inbox" }],
  }),
]);

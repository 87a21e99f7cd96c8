import { describeRule } from "../../testing";
import { accessConditioned } from "./access-conditioned";
import { given } from "./testing-access";

describeRule(accessConditioned, [
  given(
    "users who see all objects of a private bucket",
    { roles: ["authenticated"], verbs: ["list", "download"] },
    "lets authenticated list, download every object of the private bucket agent-documents",
  ),
  given("an upload, which shows nothing", { roles: ["authenticated"], verbs: ["upload"] }),
  given("a folder that all users see", {
    roles: ["authenticated"],
    verbs: ["download"],
    conditions: [{ folder: "shared" }],
  }),
  given("the platform itself", { roles: ["service_role"], verbs: ["list", "download"] }),
  given("a public bucket, from which all may download", {
    bucket: "user-uploads",
    roles: ["authenticated"],
    verbs: ["download"],
  }),
]);

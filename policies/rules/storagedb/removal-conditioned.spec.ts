import { describeRule } from "../../testing";
import { removalConditioned } from "./removal-conditioned";
import { given } from "./testing-access";

describeRule(removalConditioned, [
  given(
    "users who may remove every object",
    { roles: ["authenticated", "service_role"], verbs: ["download", "remove"] },
    "lets authenticated remove every object of the bucket agent-documents",
  ),
  given(
    "users who may overwrite every object of a public bucket, said on purpose",
    { bucket: "user-uploads", roles: ["agents"], verbs: ["overwrite"], conditions: ["public"] },
    "lets agents overwrite every object of the bucket user-uploads",
  ),
  given("a folder in which users may remove", {
    roles: ["authenticated"],
    verbs: ["remove"],
    conditions: ["public", { folder: "shared" }],
  }),
  given("users who upload wherever they like", { roles: ["authenticated"], verbs: ["upload"] }),
  given("the platform itself", { roles: ["supabase_admin"], verbs: ["overwrite", "remove"] }),
]);

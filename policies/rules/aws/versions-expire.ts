import { followedRules, isForAll, lifecycleTypes, removesVersions } from "../../aws-lifecycle";
import type { ResourceRule } from "../../rule";

export const versionsExpire: ResourceRule = {
  name: "versions-expire",
  threat: "cost-run-away",
  level: "advisory",
  description: "Versions of objects that were overwritten or removed go in the end.",
  remedy: "Add a rule with noncurrentVersionExpiration and an empty filter.",
  types: lifecycleTypes,
  check: ({ props }, report) => {
    const expire = followedRules(props).some((rule) => isForAll(rule) && removesVersions(rule));
    if (!expire) report("keeps old versions for ever");
  },
};

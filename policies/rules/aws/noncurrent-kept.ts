import { bucketRule, isLogBucket, partsOf } from "../../aws";
import { followedRules, removesVersions, ruleId } from "../../aws-lifecycle";
import { at } from "../../values";

export const noncurrentKept = bucketRule({
  name: "noncurrent-kept",
  threat: "data-lost",
  level: "mandatory",
  description: "What was overwritten or removed stays long enough to be had back; access logs need not.",
  remedy: "Raise noncurrentDays.",
  parameters: {
    days: { type: "integer", minimum: 1, default: 7, description: "For how many days, at least." },
  },
  checkBucket: (bucket, report, resources, { days }) => {
    if (isLogBucket(bucket, resources)) return;
    for (const lifecycle of partsOf(bucket, "bucketLifecycleConfiguration", resources)) {
      for (const rule of followedRules(lifecycle.props).filter(removesVersions)) {
        const kept: unknown = at(rule, "noncurrentVersionExpiration.noncurrentDays") ?? "no";
        if (!(Number(kept) >= Number(days)))
          report(`keeps old versions for ${String(kept)} days, not ${String(days)} (rule ${ruleId(rule)})`, lifecycle);
      }
    }
  },
});

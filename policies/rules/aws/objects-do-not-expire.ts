import { bucketRule, isLogBucket, partsOf } from "../../aws";
import { followedRules, isForTagged, removal, ruleId } from "../../aws-lifecycle";

export const objectsDoNotExpire = bucketRule({
  name: "objects-do-not-expire",
  threat: "data-lost",
  level: "mandatory",
  description:
    "No lifecycle removes objects that are current, but those that were tagged for it; access logs may expire.",
  remedy: "Remove the expiration, or narrow the rule by a tag that only what may go has.",
  checkBucket: (bucket, report, resources) => {
    if (isLogBucket(bucket, resources)) return;
    for (const lifecycle of partsOf(bucket, "bucketLifecycleConfiguration", resources)) {
      for (const rule of followedRules(lifecycle.props)) {
        const when = removal(rule);
        if (when !== undefined && !isForTagged(rule))
          report(`removes objects that are current ${when} (rule ${ruleId(rule)})`, lifecycle);
      }
    }
  },
});

import { bucketRule, isLogBucket, partsOf } from "../../aws";
import { followedRules, isForAll, removal } from "../../aws-lifecycle";

export const logsExpire = bucketRule({
  name: "logs-expire",
  threat: "cost-run-away",
  level: "advisory",
  description: "Access logs go in the end.",
  remedy: "Add a rule with an expiration and an empty filter.",
  checkBucket: (bucket, report, resources) => {
    if (!isLogBucket(bucket, resources)) return;
    for (const lifecycle of partsOf(bucket, "bucketLifecycleConfiguration", resources)) {
      const expire = followedRules(lifecycle.props).some((rule) => isForAll(rule) && removal(rule) !== undefined);
      if (!expire) report("keeps access logs for ever", lifecycle);
    }
  },
});

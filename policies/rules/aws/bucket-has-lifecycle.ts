import { bucketRule, partsOf } from "../../aws";

export const bucketHasLifecycle = bucketRule({
  name: "bucket-has-lifecycle",
  threat: "cost-run-away",
  level: "advisory",
  description: "Every S3 bucket has a lifecycle, without which what nobody sees any more is paid for for ever.",
  remedy: "Add a BucketLifecycleConfiguration for the bucket.",
  checkBucket: (bucket, report, resources) => {
    if (partsOf(bucket, "bucketLifecycleConfiguration", resources).length === 0) report("has no lifecycle");
  },
});

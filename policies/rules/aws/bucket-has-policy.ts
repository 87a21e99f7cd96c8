import { bucketRule, partsOf } from "../../aws";

export const bucketHasPolicy = bucketRule({
  name: "bucket-has-policy",
  threat: "data-exposed",
  level: "mandatory",
  description: "Every S3 bucket has a policy, without which it lets in who comes without TLS.",
  remedy: "Add a BucketPolicy for the bucket.",
  checkBucket: (bucket, report, resources) => {
    if (partsOf(bucket, "bucketPolicy", resources).length === 0) report("has no policy");
  },
});

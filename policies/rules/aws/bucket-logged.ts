import { bucketRule, isLogBucket, partsOf, s3 } from "../../aws";

const loggingTypes = s3("bucketLogging");

export const bucketLogged = bucketRule({
  name: "bucket-logged",
  threat: "change-unseen",
  level: "advisory",
  description: "S3 logs who asked a bucket for what; the logs have no log of their own.",
  remedy: "Add a BucketLogging for the bucket, with a bucket of the same account and region as its target.",
  checkBucket: (bucket, report, resources) => {
    // S3 logs into buckets of the same account and region only. Where logs are, other providers are for other places.
    const logging = resources.filter(({ type }) => loggingTypes.includes(type));
    const within = logging.length === 0 || logging.some(({ provider }) => provider?.name === bucket.provider?.name);
    const logged = partsOf(bucket, "bucketLogging", resources).length > 0;
    if (within && !logged && !isLogBucket(bucket, resources)) report("does not log who asks for what");
  },
});

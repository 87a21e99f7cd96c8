import { bucketsOf, isLogBucket, s3 } from "../../aws";
import type { StackRule } from "../../rule";
import { at, textAt } from "../../values";

const lockTypes = s3("bucketObjectLockConfiguration");

export const recoveryPointsLocked: StackRule = {
  name: "recovery-points-locked",
  threat: "data-lost",
  // A copy may well be another stack's affair, in another account.
  level: "advisory",
  description: "Where there are S3 buckets with objects, there is one whose versions nobody can remove for a while.",
  remedy: "Add a bucket for recovery points, with a BucketObjectLockConfiguration that has a default retention.",
  parameters: {
    days: { type: "integer", minimum: 1, default: 7, description: "For how many days, at least." },
  },
  checkStack: (resources, report, parameters) => {
    if (!bucketsOf(resources).some((bucket) => !isLogBucket(bucket, resources))) return;
    const days = Number(parameters["days"]);
    const locked = resources.some(({ type, props }) => {
      if (!lockTypes.includes(type)) return false;
      const retention = at(props, "rule.defaultRetention");
      const held = Number(at(retention, "days") ?? 0) + 365 * Number(at(retention, "years") ?? 0);
      return ["GOVERNANCE", "COMPLIANCE"].includes(textAt(retention, "mode") ?? "") && held >= days;
    });
    if (!locked) report(`has S3 buckets, and none that keeps every version for at least ${days} days`);
  },
};

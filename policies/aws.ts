/** What rules on AWS have in common: S3's buckets, and what AWS has as resources of their own though it is a bucket's. */
import { NotKnownYet, type Parameters, type Report, type Resource, type StackRule, unknown } from "./rule";

/** The types of a kind of S3's, such as `bucketPolicy`: programs of older versions of the provider have V2 behind some. */
export function s3(kind: string): readonly string[] {
  const name = kind.replace(/^./, (letter) => letter.toUpperCase());
  return ["", "V2"].map((version) => `aws:s3/${kind}${version}:${name}${version}`);
}

export const bucketTypes = s3("bucket");
export const keyType = "aws:kms/key:Key";
export const roleType = "aws:iam/role:Role";
export const distributionType = "aws:cloudfront/distribution:Distribution";

/** The S3 buckets among them. */
export const bucketsOf = (resources: readonly Resource[]): readonly Resource[] =>
  resources.filter(({ type }) => bucketTypes.includes(type));

/**
 * Whether a part that AWS has as a resource of its own, such as a bucket's policy, is a bucket's: by its name, or, where a
 * preview does not know that yet, by what it depends on.
 */
function isOf(bucket: Resource, part: Resource, key = "bucket"): boolean {
  const [name, named] = [bucket.props["bucket"], part.props[key]];
  if (typeof name === "string" && typeof named === "string") return name === named;
  return (name === undefined || name === unknown || named === unknown) && part.dependsOn.includes(bucket.urn);
}

/** The parts of a kind that a bucket has, such as `bucketPolicy`. */
export function partsOf(bucket: Resource, kind: string, resources: readonly Resource[]): readonly Resource[] {
  const types = s3(kind);
  return resources.filter((part) => types.includes(part.type) && isOf(bucket, part));
}

/** Whether S3 writes the access log of another bucket into it. */
export function isLogBucket(bucket: Resource, resources: readonly Resource[]): boolean {
  const types = s3("bucketLogging");
  return resources.some(
    (part) => types.includes(part.type) && isOf(bucket, part, "targetBucket") && !isOf(bucket, part),
  );
}

/** Whether something is given, be it known yet or not. */
export function isGiven(value: unknown, key: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return found !== undefined && found !== null && found !== "";
}

interface BucketRule extends Omit<StackRule, "checkStack"> {
  /** A report is on the bucket unless it says otherwise. */
  readonly checkBucket: (
    bucket: Resource,
    report: Report,
    resources: readonly Resource[],
    parameters: Parameters,
  ) => void;
}

/** A rule on each bucket with its parts. What is not known of one bucket is told of that one. */
export function bucketRule({ checkBucket, ...rule }: BucketRule): StackRule {
  return {
    ...rule,
    checkStack: (resources, report, parameters) => {
      for (const bucket of bucketsOf(resources)) {
        const onBucket: Report = (message, on = bucket) => {
          report(message, on);
        };
        try {
          checkBucket(bucket, onBucket, resources, parameters);
        } catch (error) {
          if (!(error instanceof NotKnownYet) || rule.judgedAtUp !== undefined) throw error;
          onBucket(`cannot be judged: ${error.message}`);
        }
      }
    },
  };
}

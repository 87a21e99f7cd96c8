/** What rules on AWS have in common. */
import { type Resource, unknown } from "./rule";

export const bucketType = "aws:s3/bucket:Bucket";

/** The S3 buckets among them. */
export const bucketsOf = (resources: readonly Resource[]): readonly Resource[] =>
  resources.filter(({ type }) => type === bucketType);

/**
 * Whether a part that AWS has as a resource of its own, such as a bucket's policy, is a bucket's: by its name, or, where a
 * preview does not know that yet, by what it depends on.
 */
export function isOf(bucket: Resource, part: Resource): boolean {
  const [name, named] = [bucket.props["bucket"], part.props["bucket"]];
  if (typeof name === "string" && typeof named === "string") return name === named;
  return (name === undefined || name === unknown || named === unknown) && part.dependsOn.includes(bucket.urn);
}

/** The parts of a type that a bucket has. */
export const partsOf = (bucket: Resource, type: string, resources: readonly Resource[]): readonly Resource[] =>
  resources.filter((part) => part.type === type && isOf(bucket, part));

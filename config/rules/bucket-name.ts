import type { Issue } from "../../components/issue";
import { longestBucketName, suffixes } from "../../components/object-store/args";
import { bucketNameProblem } from "../../components/object-store/names";
import type { AwsSection } from "../aws";
import type { Usable } from "../parse";
import { error } from "./issues";

/** The name of a bucket that the program makes; that of one that exists was S3's own business. */
export function bucketNameIssues({ namePrefix, service }: Usable, { createBucket }: AwsSection): Issue[] {
  const bucket = service?.s3?.bucket;
  if (!createBucket || bucket === undefined || namePrefix === undefined) return [];
  const path = ["service", "s3", "bucket"];
  const name = namePrefix + bucket;
  const withPrefix = namePrefix === "" ? "" : ` with namePrefix, ${namePrefix}`;
  const issues: Issue[] = [];
  if (bucket.includes(".")) {
    const message = "has a dot, and the certificate of S3 holds for bucket names without one";
    issues.push(error(path, message, "write dashes; or set aws.createBucket to false, where the bucket exists"));
  }
  if (name.length > longestBucketName) {
    const message = `has ${name.length} characters${withPrefix}; at most ${longestBucketName} leave room for ${suffixes.backups} behind them`;
    issues.push(error(path, message, namePrefix === "" ? "shorten it" : "shorten one of the two"));
  }
  if (issues.length > 0) return issues;
  const problem = bucketNameProblem(name); // of the bucket alone, the schema has found it
  if (problem === undefined) return [];
  return [error(path, `is ${name} with namePrefix, which ${problem}`, "choose another bucket or namePrefix")];
}

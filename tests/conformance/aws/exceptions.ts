import type { AwsSettings } from "../../../config/aws-settings";

/** A finding of checkov that is wanted as it is. */
export interface Exception {
  readonly check: string;
  readonly resource: string;
  /** Where what is asked for makes it so; everywhere, where it is missing. */
  readonly where?: (asked: AwsSettings) => boolean;
  readonly reason: string;
}

const objects = "aws_s3_bucket.object_store";
const logs = "aws_s3_bucket.object_store_logs";
const backups = "aws_s3_bucket.object_store_backups";
const cdn = "aws_cloudfront_distribution.object_store";

export const exceptions: readonly Exception[] = [
  ...[objects, logs, backups].map((resource) => ({
    check: "CKV2_AWS_62",
    resource,
    reason: "nothing would listen: what becomes of an object is in the service's rows, and who asked in the access log",
  })),
  {
    check: "CKV_AWS_144",
    resource: objects,
    where: (asked) => asked.objectStore.backups?.replicate !== true,
    reason: "the stack file asks for no copies; the way back is a recovery point, which has the rows as well",
  },
  { check: "CKV_AWS_144", resource: logs, reason: "with an access log no object would be lost" },
  { check: "CKV_AWS_144", resource: backups, reason: "it is the second place itself, where the stack file wants it" },
  {
    check: "CKV_AWS_145",
    resource: objects,
    where: (asked) => asked.objectStore.encryption.type === "AES256",
    reason: "the stack file asks for Amazon's own encryption",
  },
  {
    check: "CKV_AWS_145",
    resource: logs,
    reason: "S3 delivers access logs only into a bucket with Amazon's own encryption",
  },
  {
    check: "CKV_AWS_18",
    resource: objects,
    where: (asked) => asked.objectStore.accessLogs === undefined,
    reason: "the stack file asks for no access log",
  },
  {
    check: "CKV_AWS_18",
    resource: backups,
    where: ({ region, objectStore: { backups: to } }) => to?.region !== region || to.role !== undefined,
    reason: "S3 delivers access logs within a region and an account, and the bucket for them is in another",
  },
  {
    check: "CKV2_AWS_32",
    resource: cdn,
    reason: "it has Amazon's own policy for security headers, by its id, and checkov looks for one of the stack's own",
  },
  {
    check: "CKV2_AWS_42",
    resource: cdn,
    where: (asked) => asked.objectStore.cdn?.certificate === undefined,
    reason: "without a host name of one's own there is nothing that a certificate of one's own could be for",
  },
  {
    check: "CKV_AWS_174",
    resource: cdn,
    where: (asked) => asked.objectStore.cdn?.certificate === undefined,
    reason: "with CloudFront's own certificate the least version is CloudFront's; with one's own it is TLS 1.2",
  },
  { check: "CKV_AWS_305", resource: cdn, reason: "a path is that of an object, and there is no page to begin with" },
  {
    check: "CKV_AWS_310",
    resource: cdn,
    reason: "there is one bucket of objects; that of recovery points lets no reader in",
  },
  { check: "CKV_AWS_374", resource: cdn, reason: "a public bucket is for everybody, in whatever country" },
  ...["CKV_AWS_68", "CKV2_AWS_47"].map((check) => ({
    check,
    resource: cdn,
    reason: "GET and HEAD are all that goes through, and only to S3: no program that a firewall could guard sees it",
  })),
  {
    check: "CKV_AWS_86",
    resource: cdn,
    reason:
      "the log that checkov knows needs a bucket with ACLs, which are off; S3's own log has what CloudFront fetches",
  },
];

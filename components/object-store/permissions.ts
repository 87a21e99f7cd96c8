import { policyDocument, type PolicyDocument } from "../policy-document";
import { throughS3, useOfKey } from "./key-policy";

/** What is given to somebody, and where it is. */
export interface ObjectsAt {
  /** The ARN of the bucket. */
  readonly bucket: string;
  readonly region: string;
  /** The account that owns the bucket: no ARN of S3 says it. */
  readonly account: string;
  /** The ARN of the key that encrypts the objects, if it is not Amazon's. */
  readonly key?: string;
}

/**
 * What the storage service does with its bucket (supabase/storage, `src/storage/backend/s3`): objects with their
 * multipart uploads, listings, and the tags of unfinished resumable uploads. No version can be removed with it, and
 * nothing of the bucket changed.
 */
export function servicePermissions({ bucket, region, account, key }: ObjectsAt): PolicyDocument {
  const ofAccount = { StringEquals: { "aws:ResourceAccount": account } };
  return policyDocument([
    {
      Sid: "Objects",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:PutObjectTagging",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: `${bucket}/*`,
      Condition: ofAccount,
    },
    {
      Sid: "Listings",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
      Resource: bucket,
      Condition: ofAccount,
    },
    key === undefined
      ? undefined
      : { Sid: "Key", Effect: "Allow", Action: useOfKey, Resource: key, Condition: throughS3(region, bucket) },
  ]);
}

export interface ReplicationArgs {
  readonly from: ObjectsAt;
  readonly to: ObjectsAt;
}

/** What S3 may do to copy each version: deletions are not copied, so that a copy outlives its original. */
export function replicationPermissions({ from, to }: ReplicationArgs): PolicyDocument {
  return policyDocument([
    {
      Sid: "Source",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: from.bucket,
    },
    {
      Sid: "Versions",
      Effect: "Allow",
      Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      Resource: `${from.bucket}/*`,
    },
    {
      Sid: "Copies",
      Effect: "Allow",
      Action: [
        "s3:ReplicateObject",
        "s3:ReplicateTags",
        ...(from.account === to.account ? [] : ["s3:ObjectOwnerOverrideToBucketOwner"]),
      ],
      Resource: `${to.bucket}/*`,
    },
    from.key === undefined
      ? undefined
      : {
          Sid: "SourceKey",
          Effect: "Allow",
          Action: ["kms:Decrypt"],
          Resource: from.key,
          Condition: throughS3(from.region, from.bucket),
        },
    to.key === undefined
      ? undefined
      : {
          Sid: "CopiesKey",
          Effect: "Allow",
          Action: ["kms:Encrypt", "kms:GenerateDataKey"],
          Resource: to.key,
          Condition: throughS3(to.region, to.bucket),
        },
  ]);
}

import { policyDocument, type PolicyDocument, type Statement } from "../policy-document";
import { throughS3, useOfKey } from "./key-policy";
import type { ObjectsAt } from "./permissions";

/** What recovery points are made of in AWS, and where they go. */
export interface BackupAccess {
  /**
   * The objects, of which S3 makes copies.
   * @default they are elsewhere, such as on a claim
   */
  readonly objects?: ObjectsAt;
  readonly backups: ObjectsAt;
  /** The path in the bucket below which everything is kept, without slashes around it; empty for the bucket itself. */
  readonly prefix: string;
}

/** Whoever copies names each version, and tells one that is missing from one that is kept from it. */
const ofReadBucket = ["s3:ListBucket", "s3:ListBucketVersions"];
/** Tags are not copied, so that nobody reads them. */
const reading = ["s3:GetObject", "s3:GetObjectVersion"];

/** Of the bucket with recovery points; whether it keeps versions is asked before each copy. */
const ofWrittenBucket = ["s3:GetBucketVersioning", ...ofReadBucket];

/**
 * Of what is in it. `DeleteObject` sets a mark, below which the version stays until its lock ends; then the bucket's
 * lifecycle removes it. So retention needs no `DeleteObjectVersion`, and a job that went astray, or whoever took it over,
 * removes nothing that could not be had back.
 */
const writing = [
  ...reading,
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];

/**
 * What the jobs of backups do: they read versions of objects, also to copy them, and keep recovery points. Nothing of the
 * objects is changed: a restore is started by a person, with rights of that person's own.
 */
export function backupPermissions({ objects, backups, prefix }: BackupAccess): PolicyDocument {
  return policyDocument([
    ...(objects === undefined ? [] : readingOf(objects)),
    {
      Sid: "RecoveryPoints",
      Effect: "Allow",
      Action: writing,
      Resource: `${backups.bucket}/${prefix === "" ? "" : `${prefix}/`}*`,
      Condition: ofAccount(backups),
    },
    {
      Sid: "RecoveryPointListings",
      Effect: "Allow",
      Action: ofWrittenBucket,
      Resource: backups.bucket,
      Condition: ofAccount(backups),
    },
    keyOf("RecoveryPointKey", backups, useOfKey),
  ]);
}

const readingOf = (objects: ObjectsAt): (Statement | undefined)[] => [
  {
    Sid: "Objects",
    Effect: "Allow",
    Action: reading,
    Resource: `${objects.bucket}/*`,
    Condition: ofAccount(objects),
  },
  {
    Sid: "Listings",
    Effect: "Allow",
    Action: ofReadBucket,
    Resource: objects.bucket,
    Condition: ofAccount(objects),
  },
  keyOf("Key", objects, ["kms:Decrypt"]),
];

/** No bucket of that name that somebody else has by then. */
const ofAccount = ({ account }: ObjectsAt) => ({ StringEquals: { "aws:ResourceAccount": account } });

const keyOf = (Sid: string, { bucket, region, key }: ObjectsAt, Action: readonly string[]): Statement | undefined =>
  key === undefined ? undefined : { Sid, Effect: "Allow", Action, Resource: key, Condition: throughS3(region, bucket) };

/**
 * What the bucket's own policy says where it belongs to another account than the role of the jobs, which then needs it
 * from both sides.
 *
 * @param bucket its ARN
 * @param role that of the jobs, by its ARN
 */
export const backupsFromElsewhere = (bucket: string, role: string): Statement[] => {
  const allow = { Effect: "Allow", Principal: { AWS: role } } as const;
  return [
    { Sid: "RecoveryPointsFromElsewhere", ...allow, Action: writing, Resource: `${bucket}/*` },
    { Sid: "RecoveryPointListingsFromElsewhere", ...allow, Action: ofWrittenBucket, Resource: bucket },
  ];
};

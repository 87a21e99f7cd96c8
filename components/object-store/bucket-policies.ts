import { policyDocument, type PolicyDocument, type Statement } from "../policy-document";
import { backupsFromElsewhere } from "./backup-permissions";

/** How a bucket encrypts what nobody asks it to encrypt otherwise; the service never asks. */
export type BucketEncryption =
  | { readonly type: "AES256" }
  /** With the key of that ARN. */
  | { readonly type: "aws:kms"; readonly key: string };

export interface ObjectsPolicyArgs {
  /** The ARN of the bucket. */
  readonly bucket: string;
  readonly encryption: BucketEncryption;
  /** The gateway endpoint through which alone objects may be read and written. */
  readonly vpcEndpoint?: string;
  /** Roles in whose name S3 itself reads, and comes through no endpoint: ARNs. */
  readonly besideEndpoint?: readonly string[];
  /** A distribution of CloudFront, by its ARN, and the prefixes that it may read. */
  readonly readers?: { readonly distribution: string; readonly prefixes: readonly string[] };
  /** A role of another account that copies objects here, by its ARN. */
  readonly replicator?: string;
  /** A role of another account that keeps recovery points here, by its ARN. */
  readonly backupRole?: string;
}

/** Nobody without TLS 1.2 gets in, whoever it is. */
function transport(bucket: string): Statement[] {
  const everything = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [bucket, `${bucket}/*`] } as const;
  return [
    { Sid: "DenyWithoutTls", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "DenyOldTls", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  ];
}

const header = "s3:x-amz-server-side-encryption";

/**
 * Refuses what asks for another encryption than the bucket's: another kind, another key, `aws:kms` without a key (which
 * is a key of Amazon's), and a key that the client brings along, with which data is held to ransom.
 */
function encryptionOnly(bucket: string, encryption: BucketEncryption): Statement[] {
  const upload = { Effect: "Deny", Principal: "*", Action: ["s3:PutObject"], Resource: `${bucket}/*` } as const;
  const asked = { Null: { [header]: "false" } };
  return [
    {
      Sid: "DenyOtherEncryption",
      ...upload,
      Condition: { ...asked, StringNotEquals: { [header]: encryption.type } },
    },
    ...(encryption.type === "AES256"
      ? []
      : [
          {
            Sid: "DenyOtherKey",
            ...upload,
            Condition: { ...asked, StringNotEquals: { [`${header}-aws-kms-key-id`]: encryption.key } },
          },
        ]),
    noCustomerKey(bucket),
  ];
}

const noCustomerKey = (bucket: string): Statement => ({
  Sid: "DenyCustomerKey",
  Effect: "Deny",
  Principal: "*",
  Action: ["s3:PutObject"],
  Resource: `${bucket}/*`,
  Condition: { Null: { [`${header}-customer-algorithm`]: "false" } },
});

/** Of objects only: who administers the bucket, this program among them, may sit anywhere. */
function endpointOnly(bucket: string, endpoint: string, beside: readonly string[]): Statement {
  return {
    Sid: "DenyBesideEndpoint",
    Effect: "Deny",
    Principal: "*",
    Action: ["s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*", "s3:AbortMultipartUpload", "s3:RestoreObject"],
    Resource: `${bucket}/*`,
    Condition: {
      StringNotEquals: { "aws:SourceVpce": endpoint },
      BoolIfExists: { "aws:PrincipalIsAWSService": "false" }, // such as CloudFront
      ...(beside.length === 0 ? {} : { ArnNotEquals: { "aws:PrincipalArn": beside } }),
    },
  };
}

/** Of a bucket of objects, or of recovery points. It gives nobody of the account anything: their own policies do. */
export function objectsPolicy(args: ObjectsPolicyArgs): PolicyDocument {
  const { bucket, encryption, vpcEndpoint, besideEndpoint = [], readers, replicator, backupRole } = args;
  return policyDocument([
    ...transport(bucket),
    ...encryptionOnly(bucket, encryption),
    vpcEndpoint === undefined ? undefined : endpointOnly(bucket, vpcEndpoint, besideEndpoint),
    readers && {
      Sid: "PublicBucketsThroughCloudFront",
      Effect: "Allow",
      Principal: { Service: "cloudfront.amazonaws.com" },
      Action: ["s3:GetObject"],
      Resource: readers.prefixes.map((prefix) => `${bucket}/${prefix}*`),
      Condition: { StringEquals: { "aws:SourceArn": readers.distribution } },
    },
    ...(replicator === undefined ? [] : fromElsewhere(bucket, replicator)),
    ...(backupRole === undefined ? [] : backupsFromElsewhere(bucket, backupRole)),
  ]);
}

function fromElsewhere(bucket: string, role: string): Statement[] {
  return [
    {
      Sid: "ReplicasFromElsewhere",
      Effect: "Allow",
      Principal: { AWS: role },
      Action: ["s3:ReplicateObject", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"],
      Resource: `${bucket}/*`,
    },
    {
      Sid: "ReplicationLooksAtVersioning",
      Effect: "Allow",
      Principal: { AWS: role },
      Action: ["s3:GetBucketVersioning"],
      Resource: bucket,
    },
  ];
}

/**
 * Of the bucket for access logs.
 *
 * @param bucket its ARN
 * @param sources the ARNs of the buckets whose requests are logged
 */
export function logsPolicy(bucket: string, sources: readonly string[], account: string): PolicyDocument {
  return policyDocument([
    ...transport(bucket),
    noCustomerKey(bucket),
    {
      Sid: "LogDelivery",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: `${bucket}/*`,
      Condition: { ArnEquals: { "aws:SourceArn": sources }, StringEquals: { "aws:SourceAccount": account } },
    },
  ]);
}

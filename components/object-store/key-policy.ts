import { partitionOf } from "../aws";
import { accountRoot, policyDocument, type PolicyDocument, type Statement } from "../policy-document";

export interface KeyPolicyArgs {
  /** The account that owns the key. */
  readonly account: string;
  /** The region of key and bucket. */
  readonly region: string;
  /** The ARN of the bucket whose objects it encrypts. */
  readonly bucket: string;
  /**
   * ARNs of those who administer it; one of them has to be whoever runs the program, else KMS refuses the policy.
   * @default whom the account's own IAM lets
   */
  readonly administrators: readonly string[];
  /**
   * ARNs of the roles that read and write the objects.
   * @default whom the account's own IAM lets, as with static keys
   */
  readonly users: readonly string[];
  /** The role that reads the objects for backups, by its ARN. Needed beside {@link users} only, which shut out others. */
  readonly reader?: string;
  /** The role of another account that reads and writes, by its ARN. */
  readonly guest?: string;
  /** The role with which S3 reads the objects to copy them, by its ARN. */
  readonly replicatesFrom?: string;
  /** The role with which S3 writes copies, by its ARN. */
  readonly replicatesTo?: string;
  /** A distribution of CloudFront that reads objects, by its ARN. */
  readonly distribution?: string;
}

/**
 * Everything that a key's administrator needs, and nothing with which data is read: no `kms:*`, and no grants, with which
 * one could give oneself the rest unseen.
 */
const administration = [
  "kms:CreateAlias",
  "kms:Describe*",
  "kms:Enable*",
  "kms:List*",
  "kms:Put*",
  "kms:Update*",
  "kms:Revoke*",
  "kms:Disable*",
  "kms:Get*",
  "kms:Delete*",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:RotateKeyOnDemand",
  "kms:ScheduleKeyDeletion",
  "kms:CancelKeyDeletion",
];

/** What S3 does in the name of who reads and writes; reading also where parts of an upload are put together. */
export const useOfKey = ["kms:GenerateDataKey", "kms:Decrypt"];

/**
 * The conditions under which a key may be used: by S3 of a region, for a bucket. With bucket keys the encryption context
 * names the bucket, without them the object (docs.aws.amazon.com, S3: "Reducing the cost of SSE-KMS with bucket keys").
 */
export const throughS3 = (region: string, bucket: string): NonNullable<Statement["Condition"]> => ({
  StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` },
  StringLike: { "kms:EncryptionContext:aws:s3:arn": [bucket, `${bucket}/*`] },
});

/** Of a key for the objects of one bucket: its administrators cannot read, its users cannot administer. */
export function keyPolicy(args: KeyPolicyArgs): PolicyDocument {
  const { account, region, bucket, administrators, users, reader, guest } = args;
  const { replicatesFrom, replicatesTo, distribution } = args;
  const root = accountRoot(partitionOf(region), account);
  const allow = (Sid: string, principal: Statement["Principal"] & object, Action: readonly string[]) =>
    ({ Sid, Effect: "Allow", Principal: principal, Action, Resource: "*" }) as const;
  const condition = throughS3(region, bucket);
  const ofAccount = { ...condition, StringEquals: { ...condition["StringEquals"], "kms:CallerAccount": account } };
  return policyDocument([
    allow("Administrators", { AWS: administrators.length === 0 ? root : administrators }, administration),
    users.length === 0
      ? { ...allow("UsersByIam", { AWS: root }, useOfKey), Condition: ofAccount }
      : { ...allow("Users", { AWS: users }, useOfKey), Condition: condition },
    reader === undefined
      ? undefined
      : { ...allow("BackupsRead", { AWS: reader }, ["kms:Decrypt"]), Condition: condition },
    guest === undefined
      ? undefined
      : { ...allow("BackupsFromElsewhere", { AWS: guest }, useOfKey), Condition: condition },
    replicatesFrom === undefined
      ? undefined
      : { ...allow("ReplicationReads", { AWS: replicatesFrom }, ["kms:Decrypt"]), Condition: condition },
    replicatesTo === undefined
      ? undefined
      : {
          ...allow("ReplicationWrites", { AWS: replicatesTo }, ["kms:Encrypt", "kms:GenerateDataKey"]),
          Condition: condition,
        },
    distribution === undefined
      ? undefined
      : {
          ...allow("CloudFrontReads", { Service: "cloudfront.amazonaws.com" }, ["kms:Decrypt"]),
          Condition: { StringEquals: { "aws:SourceArn": distribution } },
        },
  ]);
}

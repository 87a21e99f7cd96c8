import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import * as pulumi from "@pulumi/pulumi";
import type { AwsArgs } from "../aws";
import type { PolicyDocument } from "../policy-document";
import type { LifecycleRule } from "./lifecycle";

export interface PrivateBucketArgs extends Pick<AwsArgs, "provider" | "labels"> {
  readonly bucket: string;
  /** Asked for once the bucket is there, since both may name what is put in front of it. */
  readonly guards: (bucket: Bucket) => {
    /** The key once it is there; its kind is known before, and so to a preview. */
    readonly encryption: DefaultEncryption;
    readonly policy: pulumi.Input<PolicyDocument>;
  };
  readonly lifecycle: readonly LifecycleRule[];
  /** For how long no version can be removed. It can be had by a new bucket only. */
  readonly lock?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  /** Where its requests are logged. */
  readonly logs?: { readonly bucket: pulumi.Input<string>; readonly prefix: string };
}

export type DefaultEncryption =
  { readonly type: "AES256" } | { readonly type: "aws:kms"; readonly key: pulumi.Input<string> };

export interface PrivateBucket {
  readonly bucket: Bucket;
  /** The last thing that guards it: what waits for this finds the bucket as it is meant to be. */
  readonly ready: pulumi.Resource;
}

/**
 * A bucket that nobody outside of its account reaches but as its policy says, with versions. All of it is protected: a
 * bucket that stays has to keep what guards it. One thing is made after the other, because S3 takes several changes of one
 * bucket at the same time badly, and so that they go in the opposite order: versions cannot be suspended before the lock.
 */
export function privateBucket(name: string, args: PrivateBucketArgs, parent: pulumi.Resource): PrivateBucket {
  const { provider, labels } = args;
  const options = { parent, provider, protect: true };
  const bucket = new Bucket(
    name,
    {
      bucket: args.bucket,
      forceDestroy: false,
      tags: { ...labels },
      ...(args.lock === undefined ? {} : { objectLockEnabled: true }),
    },
    options,
  );
  const guards = args.guards(bucket);
  const of = { bucket: bucket.bucket };
  const after = (dependsOn: pulumi.Resource) => ({ ...options, dependsOn });
  const everything = {
    blockPublicAcls: true,
    blockPublicPolicy: true,
    ignorePublicAcls: true,
    restrictPublicBuckets: true,
  };
  const access = new BucketPublicAccessBlock(name, { ...of, ...everything }, after(bucket));
  const ownership = new BucketOwnershipControls(
    name,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    after(access),
  );
  const versioning = new BucketVersioning(
    name,
    { ...of, versioningConfiguration: { status: "Enabled" } },
    after(ownership),
  );
  const encryption = new BucketServerSideEncryptionConfiguration(
    name,
    { ...of, rules: [encryptionRule(guards.encryption)] },
    after(versioning),
  );
  const locked = args.lock === undefined ? encryption : objectLock(name, of, args.lock, after(encryption));
  const policy = new BucketPolicy(
    name,
    { ...of, policy: pulumi.output(guards.policy).apply((document) => JSON.stringify(document)) },
    after(locked),
  );
  const lifecycle = new BucketLifecycleConfiguration(name, { ...of, rules: [...args.lifecycle] }, after(policy));
  if (args.logs === undefined) return { bucket, ready: lifecycle };
  const { bucket: targetBucket, prefix: targetPrefix } = args.logs;
  // Not protected, since logging can be turned off: nothing is lost that is there.
  const logging = new BucketLogging(
    name,
    { ...of, targetBucket, targetPrefix },
    { parent, provider, dependsOn: lifecycle },
  );
  return { bucket, ready: logging };
}

/** A bucket key stands in for the key for a while, so that not every object asks KMS. */
const encryptionRule = (encryption: DefaultEncryption) => ({
  applyServerSideEncryptionByDefault: {
    sseAlgorithm: encryption.type,
    ...(encryption.type === "AES256" ? {} : { kmsMasterKeyId: encryption.key }),
  },
  ...(encryption.type === "AES256" ? {} : { bucketKeyEnabled: true }),
});

function objectLock(
  name: string,
  of: { readonly bucket: pulumi.Input<string> },
  { mode, days }: NonNullable<PrivateBucketArgs["lock"]>,
  options: pulumi.CustomResourceOptions,
): BucketObjectLockConfiguration {
  return new BucketObjectLockConfiguration(
    name,
    { ...of, objectLockEnabled: "Enabled", rule: { defaultRetention: { mode, days } } },
    options,
  );
}

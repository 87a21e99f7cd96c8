import type { PolicyDocument } from "../components/policy-document";
import type { RecordedResource } from "./monitor/record";

/** As much as is read of what the program gives to AWS; policies are JSON text there. */
interface Types {
  readonly "aws:s3/bucket:Bucket": { readonly bucket: string };
  readonly "aws:s3/bucketVersioning:BucketVersioning": OfBucket & {
    readonly versioningConfiguration: { readonly status: string };
  };
  readonly "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": OfBucket & Readonly<Record<string, unknown>>;
  readonly "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": OfBucket & {
    readonly rules: readonly {
      readonly bucketKeyEnabled?: boolean;
      readonly applyServerSideEncryptionByDefault: { readonly sseAlgorithm: string; readonly kmsMasterKeyId?: string };
    }[];
  };
  readonly "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": OfBucket & {
    readonly rule: { readonly defaultRetention: { readonly mode: string; readonly days: number } };
  };
  readonly "aws:s3/bucketPolicy:BucketPolicy": OfBucket & { readonly policy: string };
  readonly "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": OfBucket & {
    readonly rules: readonly LifecycleRule[];
  };
  readonly "aws:s3/bucketLogging:BucketLogging": OfBucket & { readonly targetBucket: string };
  readonly "aws:s3/bucketReplicationConfig:BucketReplicationConfig": OfBucket & {
    readonly rules: readonly { readonly destination: { readonly bucket: string } }[];
  };
  readonly "aws:kms/key:Key": { readonly policy: string; readonly enableKeyRotation: boolean };
  readonly "aws:kms/alias:Alias": { readonly name: string; readonly targetKeyId: string };
  readonly "aws:iam/role:Role": { readonly name: string; readonly assumeRolePolicy: string };
  readonly "aws:iam/rolePolicy:RolePolicy": { readonly role: string; readonly policy: string };
  readonly "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    readonly clusterName: string;
    readonly serviceAccount: string;
    readonly roleArn: string;
  };
  readonly "aws:cloudfront/distribution:Distribution": {
    readonly aliases: readonly string[];
    readonly orderedCacheBehaviors: readonly { readonly pathPattern: string }[];
  };
}

interface OfBucket {
  readonly bucket: string;
}

export interface LifecycleRule {
  readonly filter?: { readonly prefix?: string; readonly tag?: { readonly key: string; readonly value: string } };
  readonly abortIncompleteMultipartUpload?: { readonly daysAfterInitiation: number };
  readonly expiration?: { readonly days?: number; readonly expiredObjectDeleteMarker?: boolean };
  readonly noncurrentVersionExpiration?: { readonly noncurrentDays: number };
  readonly transitions?: readonly { readonly days: number; readonly storageClass: string }[];
}

export type Recorded = readonly Pick<RecordedResource, "urn" | "type" | "inputs" | "protect" | "dependsOn">[];

/** The resources of a type that the program registers in AWS. */
export function inAws<Type extends keyof Types>(
  resources: Recorded,
  type: Type,
): (Omit<Recorded[number], "inputs"> & { readonly inputs: Types[Type] })[] {
  return resources
    .filter((resource) => resource.type === type)
    .map((resource) => ({ ...resource, inputs: resource.inputs as unknown as Types[Type] }));
}

/** What of that type belongs to a bucket. */
export function ofBucket<
  Type extends { [Name in keyof Types]: Types[Name] extends OfBucket ? Name : never }[keyof Types],
>(resources: Recorded, type: Type, bucket: string): Types[Type] | undefined {
  return inAws(resources, type).find(({ inputs }) => inputs.bucket === bucket)?.inputs;
}

export const policyOf = (text: string): PolicyDocument => JSON.parse(text) as PolicyDocument;

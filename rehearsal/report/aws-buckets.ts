import { inAws, ofBucket, policyOf, type Recorded } from "../aws-objects";
import type { StackReport } from "../stack-report";
import { awsNames } from "./aws-names";
import { days, deniedWords, lifecycleWords } from "./aws-words";

/** A bucket of S3 that the program registers, with all that belongs to it. */
export interface BucketFacts {
  readonly name: string;
  readonly purpose: "objects" | "access logs" | "recovery points";
  readonly region: string;
  readonly account: string;
  readonly protect: boolean;
  /** Whether all four ways to the public are shut. */
  readonly shut: boolean;
  readonly encryption: string;
  /** By its alias, or by its id where that is given. */
  readonly key?: string;
  readonly versions: boolean;
  readonly lock?: string;
  readonly lifecycle: readonly string[];
  readonly logsTo?: string;
  readonly copiesTo?: string;
  /** What its policy refuses, whoever asks. */
  readonly refused: readonly string[];
}

/** Those of a stack: of the objects first, then of recovery points and logs. */
export function bucketsOf({ resources, awsPlaces = {} }: Pick<StackReport, "resources" | "awsPlaces">): BucketFacts[] {
  const name = awsNames(resources);
  const logged = inAws(resources, "aws:s3/bucketLogging:BucketLogging").map(({ inputs }) => inputs.targetBucket);
  const order = ["objects", "recovery points", "access logs"] as const;
  return inAws(resources, "aws:s3/bucket:Bucket")
    .map(({ urn, inputs: { bucket }, protect }): BucketFacts => {
      const lock = ofBucket(resources, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", bucket);
      const { region = "", account = "" } = awsPlaces[urn] ?? {};
      const { mode, days: locked } = lock?.rule.defaultRetention ?? {};
      const policy = ofBucket(resources, "aws:s3/bucketPolicy:BucketPolicy", bucket);
      const statements = policy === undefined ? [] : policyOf(policy.policy).Statement;
      const versioning = ofBucket(resources, "aws:s3/bucketVersioning:BucketVersioning", bucket);
      const lifecycle = ofBucket(resources, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket);
      const logs = ofBucket(resources, "aws:s3/bucketLogging:BucketLogging", bucket);
      const copies = ofBucket(resources, "aws:s3/bucketReplicationConfig:BucketReplicationConfig", bucket);
      const destination = copies?.rules[0]?.destination.bucket;
      return {
        ...{ name: bucket, region, account, protect, shut: isShut(resources, bucket) },
        purpose: lock !== undefined ? "recovery points" : logged.includes(bucket) ? "access logs" : "objects",
        ...encryptionOf(resources, bucket, name),
        versions: versioning?.versioningConfiguration.status === "Enabled",
        ...(mode === undefined || locked === undefined ? {} : { lock: `${days(locked)}, ${mode.toLowerCase()}` }),
        lifecycle: lifecycleWords(lifecycle?.rules ?? []),
        ...(logs === undefined ? {} : { logsTo: logs.targetBucket }),
        ...(destination === undefined ? {} : { copiesTo: name(destination) }),
        refused: statements.filter(({ Effect }) => Effect === "Deny").map((statement) => deniedWords(statement, name)),
      };
    })
    .sort((one, two) => order.indexOf(one.purpose) - order.indexOf(two.purpose));
}

function isShut(resources: Recorded, bucket: string): boolean {
  const block = ofBucket(resources, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucket);
  const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  return ways.every((way) => block?.[way] === true);
}

function encryptionOf(
  resources: Recorded,
  bucket: string,
  name: (arn: string) => string,
): Pick<BucketFacts, "encryption" | "key"> {
  const type = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
  const [rule] = ofBucket(resources, type, bucket)?.rules ?? [];
  const { sseAlgorithm = "AES256", kmsMasterKeyId } = rule?.applyServerSideEncryptionByDefault ?? {};
  return {
    encryption: `${sseAlgorithm}${rule?.bucketKeyEnabled === true ? ", with a bucket key" : ""}`,
    ...(kmsMasterKeyId === undefined ? {} : { key: name(kmsMasterKeyId) }),
  };
}

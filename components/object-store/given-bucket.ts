import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import * as pulumi from "@pulumi/pulumi";
import { type AwsArgs, bucketArn } from "../aws";
import type { ObjectStoreArgs } from "./args";
import { keyArn } from "./key-arn";
import type { ObjectsAt } from "./permissions";

export interface GivenBucketArgs extends AwsArgs, Pick<ObjectStoreArgs, "bucket" | "encryption"> {}

/** What S3 says of a bucket that there is. */
export interface Seen {
  readonly versioning: string;
  /** Each of the four ways in that can be shut, and whether it is. */
  readonly publicAccess: Readonly<Record<string, boolean>>;
  readonly encryption: { readonly type: string; readonly key?: string };
}

/**
 * A bucket that exists: it is looked at in every preview, and never changed. The program ends where its objects would not
 * be encrypted as they have to be, or where the public could be let in.
 *
 * @example
 * ```ts
 * const store = new GivenBucket("object-store", {
 *   ...around,
 *   bucket: "alfred-platform-prod",
 *   encryption: { type: "aws:kms", key: "arn:aws:kms:us-west-2:123456789012:key/…" },
 * });
 * ```
 */
export class GivenBucket extends pulumi.ComponentResource {
  /** Where the objects are, once the bucket was found to be as it has to be. */
  readonly objects: pulumi.Output<ObjectsAt>;

  constructor(name: string, args: GivenBucketArgs, options?: pulumi.ComponentResourceOptions) {
    super("alfred:storage:aws:GivenBucket", name, {}, options);
    const { bucket, region, account } = args;
    const seen = look(name, args, this);
    this.objects = pulumi.all([seen, account]).apply(async ([found, id]) => {
      if (found === undefined) throw new pulumi.RunError(absent(args));
      const { errors, warnings } = judge(args, found, id);
      if (errors.length > 0) throw new pulumi.RunError(errors.join("\n"));
      for (const warning of warnings) await pulumi.log.warn(warning, this);
      const key = found.encryption.key;
      const place = { bucket: bucketArn(region, bucket), region, account: id };
      return key === undefined ? place : { ...place, key: keyArn(key, region, id) };
    });
    this.registerOutputs({});
  }
}

/**
 * Asks S3. What is not there is not read, since the engine would only end with "does not exist"; it is asked about first.
 *
 * @returns undefined where there is no such bucket
 */
function look(
  name: string,
  { provider, bucket }: GivenBucketArgs,
  parent: pulumi.Resource,
): pulumi.Output<Seen | undefined> {
  const options = { parent, provider };
  const able = pulumi.output(engineCanTell());
  const exists = (type: string) => able.apply(() => pulumi.runtime.existsResource(type, bucket, undefined, options));
  const versioning = exists("aws:s3/bucketVersioning:BucketVersioning").apply((is) =>
    is
      ? BucketVersioning.get(`${name}-versioning`, bucket, undefined, options).versioningConfiguration.status
      : undefined,
  );
  const access = exists("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").apply((is) =>
    is ? waysOf(BucketPublicAccessBlock.get(`${name}-public-access`, bucket, undefined, options)) : open,
  );
  const encryption = exists(
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  ).apply((is) =>
    is ? BucketServerSideEncryptionConfiguration.get(`${name}-encryption`, bucket, undefined, options).rules : [],
  );
  return pulumi.all([versioning, access, encryption]).apply(([status, publicAccess, rules]) => {
    if (status === undefined) return undefined;
    const { sseAlgorithm = "AES256", kmsMasterKeyId } = rules[0]?.applyServerSideEncryptionByDefault ?? {};
    return {
      versioning: status,
      publicAccess: Object.fromEntries(Object.entries(publicAccess).map(([way, shut]) => [way, shut === true])),
      encryption: {
        type: sseAlgorithm,
        ...(kmsMasterKeyId === undefined || kmsMasterKeyId === "" ? {} : { key: kmsMasterKeyId }),
      },
    };
  });
}

/** Whether the engine answers whether something exists. An older one would say that it does not know the method. */
async function engineCanTell(): Promise<boolean> {
  try {
    await pulumi.requirePulumiVersion(">=3.270.0");
    return true;
  } catch (error) {
    // The error as it comes has all of gRPC in it, which the SDK would go through for minutes to print it.
    throw new pulumi.RunError(`A bucket that exists needs a newer Pulumi CLI: ${(error as Error).message}`);
  }
}

/** The four ways in where nobody has shut any. */
const open = {
  blockPublicAcls: false,
  blockPublicPolicy: false,
  ignorePublicAcls: false,
  restrictPublicBuckets: false,
};

const waysOf = (found: BucketPublicAccessBlock) => {
  const { blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets } = found;
  return pulumi.all({ blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets });
};

const absent = ({ bucket, region }: GivenBucketArgs): string =>
  `The given bucket ${bucket} does not exist in ${region}. Make it, name another one, or let the program make it.`;

/** What is wrong with a given bucket, and what is only worth a thought. */
export function judge(
  { bucket, encryption, region }: Pick<GivenBucketArgs, "bucket" | "encryption" | "region">,
  seen: Seen,
  account: string,
): { readonly errors: string[]; readonly warnings: string[] } {
  const subject = `The given bucket ${bucket}`;
  const open = Object.entries(seen.publicAccess)
    .filter(([, shut]) => !shut)
    .map(([way]) => way);
  const wanted = encryption.type === "aws:kms" ? encryption.key : undefined;
  const errors = [
    open.length === 0
      ? undefined
      : `${subject} may be opened to the public: ${open.join(", ")} ${open.length === 1 ? "is" : "are"} off. ` +
        "Turn on all four of Block Public Access; the service needs none of it.",
    encryption.type === "aws:kms" && seen.encryption.type !== "aws:kms"
      ? `${subject} encrypts with ${seen.encryption.type} by default, and aws:kms is asked for. ` +
        "Change the bucket's default encryption, or what is asked for: the service itself names no encryption."
      : undefined,
    wanted !== undefined &&
    seen.encryption.type === "aws:kms" &&
    (seen.encryption.key === undefined ||
      keyArn(seen.encryption.key, region, account) !== keyArn(wanted, region, account))
      ? `${subject} encrypts with ${seen.encryption.key ?? "Amazon's own key"} by default, and the key ${wanted} is asked for. ` +
        "Change the bucket's default encryption, or the key that is asked for."
      : undefined,
  ];
  const warnings = [
    seen.versioning === "Enabled"
      ? undefined
      : `${subject} keeps no versions: an object that is overwritten or removed is gone at once. Turn on versioning.`,
  ];
  return { errors: errors.filter(isText), warnings: warnings.filter(isText) };
}

const isText = (text: string | undefined): text is string => text !== undefined;

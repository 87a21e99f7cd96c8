import { cloudConfig, fileConfig, goodConfig, goodS3, goodService, judges } from "../fixture";

const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const arn = (region: string) => `arn:aws:kms:${region}:123456789012:key/${id}`;
const minio = { bucket: "alfred-platform-prod", server: "minio", endpoint: "http://10.0.1.7:9000" };

describe("the rules of encryption in S3", () => {
  judges(cloudConfig, [
    ["the seed's own words", goodS3({ encrypt: true, encryption_type: "AES256" }), ""],
    ["the seed's own words for KMS", goodS3({ encrypt: true, encryption_type: "aws:kms", kms_key_id: id }), ""],
    ["a key of the program's own", goodS3({ encryptionType: "aws:kms" }), ""],
    ["a key of the bucket's region", goodS3({ encryptionType: "aws:kms", kmsKeyId: arn("us-west-2") }), ""],
    [
      "a key of another region",
      goodS3({ encryptionType: "aws:kms", kmsKeyId: arn("eu-central-1") }),
      `error: FILE: alfred-storage:service.s3.kmsKeyId (arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34c…) is a key of eu-central-1, and the bucket's region is us-west-2: S3 takes none of another region.
  Name a key of us-west-2; of a multi-Region key, its replica there.`,
    ],
    [
      "the same in the seed's spelling",
      goodS3({ encryption_type: "aws:kms", kms_key_id: arn("eu-central-1") }),
      `error: FILE: alfred-storage:service.s3.kms_key_id (arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34c…) is a key of eu-central-1, and the bucket's region is us-west-2: S3 takes none of another region.
  Name a key of us-west-2; of a multi-Region key, its replica there.`,
    ],
    [
      "encryption that is off",
      goodS3({ encrypt: false }),
      `error: FILE: alfred-storage:service.s3.encrypt (false) is not possible: since January 2023 S3 encrypts every object, and nobody can turn it off.
  Remove it, or write true.`,
    ],
    [
      "a key without its kind",
      goodS3({ kmsKeyId: id }),
      `error: FILE: alfred-storage:service.s3.kmsKeyId (1234abcd-12ab-34cd-56ef-1234567890ab) has no effect while service.s3.encryptionType is AES256 by default.
  Set service.s3.encryptionType to aws:kms, or remove it.`,
    ],
    [
      "a key of the other kind, in the seed's spelling",
      goodS3({ encryption_type: "AES256", kms_key_id: id }),
      `error: FILE: alfred-storage:service.s3.kms_key_id (1234abcd-12ab-34cd-56ef-1234567890ab) has no effect while service.s3.encryptionType is AES256.
  Set service.s3.encryptionType to aws:kms, or remove it.`,
    ],
    [
      "both spellings",
      goodS3({ encryptionType: "aws:kms", encryption_type: "aws:kms", kmsKeyId: id, kms_key_id: id }),
      `error: FILE: alfred-storage:service.s3.encryption_type (aws:kms) is given beside encryptionType.
  Write one of the two.
error: FILE: alfred-storage:service.s3.kms_key_id (1234abcd-12ab-34cd-56ef-1234567890ab) is given beside kmsKeyId.
  Write one of the two.`,
    ],
  ]);
  judges(goodConfig, [
    [
      "a bucket that the program knows nothing of",
      goodS3({ encrypt: true, encryptionType: "aws:kms", kms_key_id: id }),
      `error: FILE: alfred-storage:service.s3.encrypt (true) has no effect without alfred-storage:aws, with which the program makes the bucket, or looks at it.
  Remove it, or write alfred-storage:aws: {}, and createBucket: false there where the bucket exists.
error: FILE: alfred-storage:service.s3.encryptionType (aws:kms) has no effect without alfred-storage:aws, with which the program makes the bucket, or looks at it.
  Remove it, or write alfred-storage:aws: {}, and createBucket: false there where the bucket exists.
error: FILE: alfred-storage:service.s3.kms_key_id (1234abcd-12ab-34cd-56ef-1234567890ab) has no effect without alfred-storage:aws, with which the program makes the bucket, or looks at it.
  Remove it, or write alfred-storage:aws: {}, and createBucket: false there where the bucket exists.`,
    ],
    [
      "encryption that is off, of such a bucket",
      goodS3({ encrypt: false }),
      `error: FILE: alfred-storage:service.s3.encrypt (false) is not possible: since January 2023 S3 encrypts every object, and nobody can turn it off.
  Remove it, or write true.`,
    ],
    [
      "another S3 server",
      goodService({ s3: { ...minio, encrypt: true, encryption_type: "AES256" } }),
      `error: FILE: alfred-storage:service.s3.encrypt (true) has no effect while service.s3.server is minio, which encrypts as it is configured itself.
  Remove it.
error: FILE: alfred-storage:service.s3.encryption_type (AES256) has no effect while service.s3.server is minio, which encrypts as it is configured itself.
  Remove it.`,
    ],
    [
      "a section aws that could not be read",
      { ...goodS3({ encryptionType: "aws:kms" }), aws: { createBucket: "no" } },
      "error: FILE: alfred-storage:aws.createBucket (no) is neither true nor false.",
    ],
  ]);
  judges(fileConfig, [["no S3 bucket at all", {}, ""]]);
});

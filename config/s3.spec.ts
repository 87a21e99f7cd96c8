import { cloudConfig, goodS3, judges } from "./fixture";

const id = "1234abcd-12ab-34cd-56ef-1234567890ab";
const kms = (kmsKeyId: unknown) => goodS3({ encryptionType: "aws:kms", kmsKeyId });

describe("a stack file's encryption in S3", () => {
  judges(cloudConfig, [
    ["a key by its id", kms(id), ""],
    ["a multi-Region key by its id", kms("mrk-1234abcd12ab34cd56ef1234567890ab"), ""],
    ["a key by its ARN", kms(`arn:aws:kms:us-west-2:123456789012:key/${id}`), ""],
    [
      "an alias",
      kms("alias/alfred"),
      "error: FILE: alfred-storage:service.s3.kmsKeyId (alias/alfred) is an alias; name the key itself, since the grants of a bucket do.",
    ],
    [
      "an alias by its ARN",
      kms("arn:aws:kms:us-west-2:123456789012:alias/alfred"),
      "error: FILE: alfred-storage:service.s3.kmsKeyId (arn:aws:kms:us-west-2:123456789012:alias/alfred) is an alias; name the key itself, since the grants of a bucket do.",
    ],
    [
      "a key that is none",
      kms("${KMS_KEY_ID}"),
      `error: FILE: alfred-storage:service.s3.kmsKeyId ("\${KMS_KEY_ID}") is not a KMS key; write its ARN, or its id such as 1234abcd-12ab-34cd-56ef-1234567890ab.`,
    ],
    [
      "every other mistake",
      goodS3({ encrypt: "yes", encryptionType: "AES-256", encryption_type: "kms", kms_key_id: 1 }),
      `error: FILE: alfred-storage:service.s3.encrypt (yes) is neither true nor false.
error: FILE: alfred-storage:service.s3.encryptionType (AES-256) is not known; allowed: AES256, aws:kms.
  Write AES256.
error: FILE: alfred-storage:service.s3.encryption_type (kms) is not known; allowed: AES256, aws:kms.
error: FILE: alfred-storage:service.s3.kms_key_id (1) is not text.`,
    ],
    [
      "a misspelt key",
      goodS3({ kmsKeyID: "alfred" }),
      `error: FILE: alfred-storage:service.s3.kmsKeyID is not a known key; known: bucket, region, server, endpoint, forcePathStyle, encrypt, encryptionType, encryption_type, kmsKeyId, kms_key_id, accessKeyId, secretAccessKey.
  Rename it to kmsKeyId.`,
    ],
  ]);
});

import { bucketRule, partsOf } from "../../aws";
import { listAt, textAt } from "../../values";

const algorithms = ["AES256", "aws:kms", "aws:kms:dsse"];

export const bucketEncrypted = bucketRule({
  name: "bucket-encrypted",
  threat: "data-exposed",
  level: "mandatory",
  description: "Every S3 bucket says how it encrypts what nobody asks it to encrypt otherwise.",
  remedy: `Add a BucketServerSideEncryptionConfiguration for the bucket, with one of ${algorithms.join(", ")}.`,
  checkBucket: (bucket, report, resources) => {
    const encrypted = partsOf(bucket, "bucketServerSideEncryptionConfiguration", resources)
      .flatMap(({ props }) => listAt(props, "rules"))
      .some((rule) => algorithms.includes(textAt(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") ?? ""));
    if (!encrypted) report("does not say how its objects are encrypted");
  },
});

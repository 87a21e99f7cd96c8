import { s3 } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const bucketKey: ResourceRule = {
  name: "bucket-key",
  threat: "cost-run-away",
  level: "advisory",
  description:
    "An S3 bucket that encrypts with KMS has a bucket key, so that KMS is not asked, and paid, for every object.",
  remedy: "Set bucketKeyEnabled: true beside the default encryption.",
  types: s3("bucketServerSideEncryptionConfiguration"),
  check: ({ props }, report) => {
    const dear = listAt(props, "rules").some(
      (rule) =>
        at(rule, "applyServerSideEncryptionByDefault.sseAlgorithm") === "aws:kms" &&
        at(rule, "bucketKeyEnabled") !== true,
    );
    if (dear) report("has KMS asked for every single object");
  },
};

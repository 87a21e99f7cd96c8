import { s3 } from "../../aws";
import type { ResourceRule } from "../../rule";

const guards = [
  "bucketObjectLockConfiguration",
  "bucketOwnershipControls",
  "bucketPolicy",
  "bucketPublicAccessBlock",
  "bucketServerSideEncryptionConfiguration",
  "bucketVersioning",
];

export const bucketGuardsProtected: ResourceRule = {
  name: "bucket-guards-protected",
  threat: "data-lost",
  level: "mandatory",
  description: "What guards an S3 bucket is protected, so that a bucket that stays keeps it.",
  remedy: "Set protect: true among the resource's options.",
  types: guards.flatMap(s3),
  check: ({ protect }, report) => {
    if (!protect) report("is not protected, so an edit or a destroy can take it from a bucket that stays");
  },
};

import { bucketTypes } from "../../aws";
import type { ResourceRule } from "../../rule";

export const bucketProtected: ResourceRule = {
  name: "bucket-protected",
  threat: "data-lost",
  level: "mandatory",
  description: "An S3 bucket is protected, so that pulumi destroy stops at it.",
  remedy: "Set protect: true among the resource's options.",
  types: bucketTypes,
  check: ({ protect }, report) => {
    if (!protect) report("is not protected, so an edit or a destroy can delete it");
  },
};

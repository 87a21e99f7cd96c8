import { bucketsOf, partsOf } from "../../aws";
import type { StackRule } from "../../rule";
import { textAt } from "../../values";

export const bucketVersioned: StackRule = {
  name: "bucket-versioned",
  threat: "data-lost",
  level: "mandatory",
  description: "Every S3 bucket keeps versions, so that what is overwritten or removed can be had back.",
  remedy: 'Add a BucketVersioning with the status "Enabled" for the bucket.',
  checkStack: (resources, report) => {
    for (const bucket of bucketsOf(resources)) {
      const parts = partsOf(bucket, "aws:s3/bucketVersioning:BucketVersioning", resources);
      const enabled = parts.some(({ props }) => textAt(props, "versioningConfiguration.status") === "Enabled");
      if (!enabled) report("keeps no versions", bucket);
    }
  },
};

import { bucketRule, partsOf } from "../../aws";
import { textAt } from "../../values";

export const bucketVersioned = bucketRule({
  name: "bucket-versioned",
  threat: "data-lost",
  level: "mandatory",
  description: "Every S3 bucket keeps versions, so that what is overwritten or removed can be had back.",
  remedy: 'Add a BucketVersioning with the status "Enabled" for the bucket.',
  checkBucket: (bucket, report, resources) => {
    const enabled = partsOf(bucket, "bucketVersioning", resources).some(
      ({ props }) => textAt(props, "versioningConfiguration.status") === "Enabled",
    );
    if (!enabled) report("keeps no versions");
  },
});

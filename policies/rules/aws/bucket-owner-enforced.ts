import { bucketRule, partsOf } from "../../aws";
import { textAt } from "../../values";

export const bucketOwnerEnforced = bucketRule({
  name: "bucket-owner-enforced",
  threat: "data-exposed",
  level: "mandatory",
  description: "Every object belongs to the owner of its S3 bucket, and no ACL lets anybody in.",
  remedy: 'Add BucketOwnershipControls with the objectOwnership "BucketOwnerEnforced" for the bucket.',
  checkBucket: (bucket, report, resources) => {
    const enforced = partsOf(bucket, "bucketOwnershipControls", resources).some(
      ({ props }) => textAt(props, "rule.objectOwnership") === "BucketOwnerEnforced",
    );
    if (!enforced) report("lets an ACL say who may read an object, and whose it is");
  },
});

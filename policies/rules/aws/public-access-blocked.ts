import { bucketRule, partsOf } from "../../aws";
import { at } from "../../values";

const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

export const publicAccessBlocked = bucketRule({
  name: "public-access-blocked",
  threat: "data-exposed",
  level: "mandatory",
  description: "Every S3 bucket is closed to the public in all four ways.",
  remedy: "Add a BucketPublicAccessBlock for the bucket, with all four set to true.",
  checkBucket: (bucket, report, resources) => {
    const [block] = partsOf(bucket, "bucketPublicAccessBlock", resources);
    const open = ways.filter((way) => at(block?.props, way) !== true);
    if (open.length > 0) report(`can be opened to the public, since nothing sets ${open.join(", ")} to true`);
  },
});

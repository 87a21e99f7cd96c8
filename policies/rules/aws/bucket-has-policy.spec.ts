import { describeRule } from "../../testing";
import { without } from "../../testing-aws";
import { bucketHasPolicy } from "./bucket-has-policy";

describeRule(bucketHasPolicy, [
  {
    name: "a bucket without a policy",
    change: (find, resources) => {
      without(resources, find("BucketPolicy", "object-store"));
    },
    says: 'Bucket "object-store" has no policy',
  },
]);

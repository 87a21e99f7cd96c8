import { describeRule } from "../../testing";
import { without } from "../../testing-aws";
import { bucketHasLifecycle } from "./bucket-has-lifecycle";

describeRule(bucketHasLifecycle, [
  {
    name: "a bucket without a lifecycle",
    change: (find, resources) => {
      without(resources, find("BucketLifecycleConfiguration", "object-store"));
    },
    says: 'Bucket "object-store" has no lifecycle',
  },
]);

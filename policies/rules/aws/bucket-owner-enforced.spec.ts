import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { without } from "../../testing-aws";
import { bucketOwnerEnforced } from "./bucket-owner-enforced";

const says = 'Bucket "object-store" lets an ACL say who may read an object, and whose it is';

describeRule(bucketOwnerEnforced, [
  {
    name: "objects that belong to whoever writes them",
    change: (find) => {
      set(find("BucketOwnershipControls", "object-store"), "rule.objectOwnership", "ObjectWriter");
    },
    says,
  },
  {
    name: "a bucket that does not say it",
    change: (find, resources) => {
      without(resources, find("BucketOwnershipControls", "object-store"));
    },
    says,
  },
  {
    name: "a bucket of which it is not known",
    change: (find) => {
      set(find("BucketOwnershipControls", "object-store"), "rule.objectOwnership", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: rule.objectOwnership is not known yet',
  },
]);

import { describeRule, set } from "../../testing";
import { bucketKey } from "./bucket-key";

const kind = "BucketServerSideEncryptionConfiguration";
const says = `${kind} "object-store" has KMS asked for every single object`;

describeRule(bucketKey, [
  {
    name: "a bucket key that is off",
    change: (find) => {
      set(find(kind, "object-store"), "rules.0.bucketKeyEnabled", false);
    },
    says,
  },
  {
    name: "one kind of several without a bucket key",
    change: (find) => {
      set(find(kind, "object-store"), "rules.0.bucketKeyEnabled", false);
      const other = { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
      set(find(kind, "object-store"), "rules.1", other);
    },
    says,
  },
  {
    name: "no bucket key",
    change: (find) => {
      set(find(kind, "object-store"), "rules.0.bucketKeyEnabled", undefined);
    },
    says,
  },
]);

import { describeRule, set } from "../../testing";
import { without } from "../../testing-aws";
import { bucketEncrypted } from "./bucket-encrypted";

const kind = "BucketServerSideEncryptionConfiguration";
const says = 'Bucket "object-store-logs" does not say how its objects are encrypted';

describeRule(bucketEncrypted, [
  {
    name: "an algorithm that S3 does not have",
    change: (find) => {
      const path = "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm";
      set(find(kind, "object-store-logs"), path, "none");
    },
    says,
  },
  {
    name: "no algorithm",
    change: (find) => {
      set(find(kind, "object-store-logs"), "rules.0.applyServerSideEncryptionByDefault", undefined);
    },
    says,
  },
  {
    name: "a bucket that says nothing about it",
    change: (find, resources) => {
      without(resources, find(kind, "object-store-logs"));
    },
    says,
  },
  {
    name: "two layers of encryption",
    change: (find) => {
      const path = "rules.0.applyServerSideEncryptionByDefault.sseAlgorithm";
      set(find(kind, "object-store"), path, "aws:kms:dsse");
    },
    says: [],
  },
]);

import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { bucketNotForceDestroyed } from "./bucket-not-force-destroyed";

describeRule(bucketNotForceDestroyed, [
  {
    name: "a bucket that goes with its objects",
    change: (find) => {
      set(find("Bucket", "object-store"), "forceDestroy", true);
    },
    says: 'Bucket "object-store" takes its objects along when it is deleted (forceDestroy)',
  },
  {
    name: "something that is neither yes nor no",
    change: (find) => {
      set(find("Bucket", "object-store"), "forceDestroy", "false");
    },
    says: 'Bucket "object-store" takes its objects along when it is deleted (forceDestroy)',
  },
  {
    name: "a bucket of which it is not known",
    change: (find) => {
      set(find("Bucket", "object-store"), "forceDestroy", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: forceDestroy is not known yet',
  },
  {
    name: "a bucket that does not say it",
    change: (find) => {
      set(find("Bucket", "object-store"), "forceDestroy", undefined);
    },
    says: [],
  },
]);

import { unknown } from "../../rule";
import { describeRule, type Find, set } from "../../testing";
import { without } from "../../testing-aws";
import { publicAccessBlocked } from "./public-access-blocked";

const ways = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];

describeRule(publicAccessBlocked, [
  ...ways.map((way) => ({
    name: `a bucket without ${way}`,
    change: (find: Find) => {
      set(find("BucketPublicAccessBlock", "object-store"), way, false);
    },
    says: `Bucket "object-store" can be opened to the public, since nothing sets ${way} to true`,
  })),
  {
    name: "a bucket that nothing closes",
    change: (find, resources) => {
      without(resources, find("BucketPublicAccessBlock", "object-store"));
    },
    says: `Bucket "object-store" can be opened to the public, since nothing sets ${ways.join(", ")} to true`,
  },
  {
    name: "a bucket of which it is not known",
    change: (find) => {
      set(find("BucketPublicAccessBlock", "object-store"), "blockPublicPolicy", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: blockPublicPolicy is not known yet',
  },
]);

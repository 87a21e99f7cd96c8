import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { noncurrentKept } from "./noncurrent-kept";

const path = "rules.2.noncurrentVersionExpiration.noncurrentDays";

describeRule(noncurrentKept, [
  {
    name: "old versions that go too soon",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), path, 6);
    },
    says: 'BucketLifecycleConfiguration "object-store" keeps old versions for 6 days, not 7 (rule replaced-and-removed)',
  },
  {
    name: "old versions that go too soon for what is asked",
    parameters: { days: 31 },
    change: (find) => {
      const longEnough = "rules.1.noncurrentVersionExpiration.noncurrentDays";
      set(find("BucketLifecycleConfiguration", "object-store-backups"), longEnough, 31);
    },
    says: 'BucketLifecycleConfiguration "object-store" keeps old versions for 30 days, not 31 (rule replaced-and-removed)',
  },
  {
    name: "old versions of which it is not known when they go",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), path, unknown);
    },
    says: 'Bucket "object-store" cannot be judged: noncurrentVersionExpiration.noncurrentDays is not known yet',
  },
  {
    name: "old versions that go after no number of days",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), path, undefined);
    },
    says: 'BucketLifecycleConfiguration "object-store" keeps old versions for no days, not 7 (rule replaced-and-removed)',
  },
  {
    name: "a rule that S3 does not follow",
    change: (find) => {
      const rule = { id: "off", status: "Disabled", noncurrentVersionExpiration: { noncurrentDays: 1 } };
      set(find("BucketLifecycleConfiguration", "object-store"), "rules.3", rule);
    },
    says: [],
  },
]);

import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { objectsDoNotExpire } from "./objects-do-not-expire";

describeRule(objectsDoNotExpire, [
  {
    name: "objects that go after some days",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), "rules.2.expiration", { days: 365 });
    },
    says: 'BucketLifecycleConfiguration "object-store" removes objects that are current after 365 days (rule replaced-and-removed)',
  },
  {
    name: "objects that go on a day",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store-backups"), "rules.1.expiration", { date: "2027-01-01" });
    },
    says: 'BucketLifecycleConfiguration "object-store-backups" removes objects that are current on 2027-01-01 (rule replaced-and-removed)',
  },
  {
    name: "objects that go though nobody tagged them",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), "rules.1.filter", { prefix: "tmp/" });
    },
    says: 'BucketLifecycleConfiguration "object-store" removes objects that are current after 7 days (rule unfinished-resumable-uploads)',
  },
  {
    name: "objects that go by a rule without an id",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), "rules.3", { expiration: { days: 1 } });
    },
    says: 'BucketLifecycleConfiguration "object-store" removes objects that are current after 1 days (rule without an id)',
  },
  {
    name: "objects of which it is not known when they go",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), "rules.2.expiration", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: expiration.days is not known yet',
  },
  {
    name: "a rule that S3 does not follow",
    change: (find) => {
      const lifecycle = find("BucketLifecycleConfiguration", "object-store");
      set(lifecycle, "rules.1.filter", {});
      set(lifecycle, "rules.1.status", "Disabled");
    },
    says: [],
  },
  {
    name: "objects with one of several tags",
    change: (find) => {
      const lifecycle = find("BucketLifecycleConfiguration", "object-store");
      set(lifecycle, "rules.1.filter", { and: { prefix: "tmp/", tags: { temporary: "yes" } } });
    },
    says: [],
  },
]);

import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { without } from "../../testing-aws";
import { bucketVersioned } from "./bucket-versioned";

describeRule(bucketVersioned, [
  {
    name: "versions that are suspended",
    change: (find) => {
      set(find("BucketVersioning", "object-store"), "versioningConfiguration.status", "Suspended");
    },
    says: 'Bucket "object-store" keeps no versions',
  },
  {
    name: "a bucket about whose versions nothing is said",
    change: (find, resources) => {
      without(resources, find("BucketVersioning", "object-store-backups"));
    },
    says: 'Bucket "object-store-backups" keeps no versions',
  },
  {
    name: "versions of another bucket",
    change: (find) => {
      set(find("BucketVersioning", "object-store-logs"), "bucket", "alfred-platform-other");
    },
    says: 'Bucket "object-store-logs" keeps no versions',
  },
  {
    name: "versions of which nothing is known",
    change: (find) => {
      set(find("BucketVersioning", "object-store"), "versioningConfiguration.status", unknown);
    },
    says: 'Bucket "object-store" cannot be judged: versioningConfiguration.status is not known yet',
  },
  {
    name: "versions of a bucket whose name is not known yet",
    change: (find) => {
      set(find("BucketVersioning", "object-store"), "bucket", unknown);
    },
    says: [],
  },
]);

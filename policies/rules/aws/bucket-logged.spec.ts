import { unknown } from "../../rule";
import { describeRule, set } from "../../testing";
import { without } from "../../testing-aws";
import { bucketLogged } from "./bucket-logged";

describeRule(bucketLogged, [
  {
    name: "a bucket without a log",
    change: (find, resources) => {
      without(resources, find("BucketLogging", "object-store"));
    },
    says: 'Bucket "object-store" does not log who asks for what',
  },
  {
    name: "a bucket without a log where nothing has one",
    change: (find, resources) => {
      for (const name of ["object-store", "object-store-backups"]) without(resources, find("BucketLogging", name));
      for (const name of ["object-store-logs", "object-store-backups"]) without(resources, find("Bucket", name));
    },
    says: 'Bucket "object-store" does not log who asks for what',
  },
  {
    name: "a bucket without a log where one elsewhere has one",
    change: (find) => {
      set(find("BucketLogging", "object-store"), "bucket", "alfred-platform-other");
      find("BucketLogging", "object-store-backups").provider = { name: "aws-backups", props: {} };
    },
    says: 'Bucket "object-store" does not log who asks for what',
  },
  {
    name: "a log that goes to a bucket whose name is not known yet",
    change: (find) => {
      for (const name of ["object-store", "object-store-backups"]) {
        const logging = find("BucketLogging", name);
        set(logging, "targetBucket", unknown);
        logging.dependsOn = [...logging.dependsOn, find("Bucket", "object-store-logs").urn];
      }
    },
    says: [],
  },
  {
    name: "a bucket of another region or account",
    change: (find, resources) => {
      without(resources, find("BucketLogging", "object-store-backups"));
      find("Bucket", "object-store-backups").provider = { name: "aws-backups", props: { region: "us-east-2" } };
    },
    says: [],
  },
]);

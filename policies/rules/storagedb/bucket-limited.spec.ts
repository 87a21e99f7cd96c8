import { describeRule, set } from "../../testing";
import { bucketLimited } from "./bucket-limited";

describeRule(bucketLimited, [
  {
    name: "a bucket without a limit",
    change: (find) => {
      set(find("Bucket", "system-backups"), "fileSizeLimit", undefined);
    },
    says: 'Bucket "system-backups" takes objects of any size that the service takes',
  },
  {
    name: "a limit of 0, which is none",
    change: (find) => {
      set(find("Bucket", "system-backups"), "fileSizeLimit", 0);
    },
    says: 'Bucket "system-backups" takes objects of any size that the service takes',
  },
]);

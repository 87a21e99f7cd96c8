import { describeRule, type Find, set } from "../../testing";
import { unfinishedUploadsAborted } from "./unfinished-uploads-aborted";

const says = 'BucketLifecycleConfiguration "object-store" does not give up every unfinished upload within 7 days';

const useless: Readonly<Record<string, readonly [path: string, value: unknown]>> = {
  "uploads that are given up late": ["rules.0.abortIncompleteMultipartUpload.daysAfterInitiation", 8],
  "uploads that are never given up": ["rules.0.abortIncompleteMultipartUpload", undefined],
  "a rule that S3 does not follow": ["rules.0.status", "Disabled"],
  "uploads with some prefix": ["rules.0.filter", { prefix: "tmp/" }],
  "uploads with some prefix, as older programs say it": ["rules.0.prefix", "tmp/"],
};

describeRule(unfinishedUploadsAborted, [
  ...Object.entries(useless).map(([name, [path, value]]) => ({
    name,
    change: (find: Find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), path, value);
    },
    says,
  })),
  {
    name: "every upload, as older programs say it",
    change: (find: Find) => {
      const lifecycle = find("BucketLifecycleConfiguration", "object-store");
      set(lifecycle, "rules.0.filter", undefined);
      set(lifecycle, "rules.0.prefix", "");
    },
    says: [],
  },
  {
    name: "uploads that are given up late where that is soon enough",
    parameters: { days: 14 },
    change: (find: Find) => {
      const path = "rules.0.abortIncompleteMultipartUpload.daysAfterInitiation";
      set(find("BucketLifecycleConfiguration", "object-store"), path, 14);
    },
    says: [],
  },
]);

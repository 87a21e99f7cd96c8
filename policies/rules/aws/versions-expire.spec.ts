import { describeRule, type Find, set } from "../../testing";
import { versionsExpire } from "./versions-expire";

const useless: Readonly<Record<string, readonly [path: string, value: unknown]>> = {
  "versions that stay": ["rules.2.noncurrentVersionExpiration", undefined],
  "versions that go, as some providers say that they do not": ["rules.2.noncurrentVersionExpiration", null],
  "a rule that S3 does not follow": ["rules.2.status", "Disabled"],
  "versions of some objects": ["rules.2.filter", { prefix: "tmp/" }],
};

describeRule(
  versionsExpire,
  Object.entries(useless).map(([name, [path, value]]) => ({
    name,
    change: (find: Find) => {
      set(find("BucketLifecycleConfiguration", "object-store"), path, value);
    },
    says: 'BucketLifecycleConfiguration "object-store" keeps old versions for ever',
  })),
);

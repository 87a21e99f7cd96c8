import { describeRule, set } from "../../testing";
import { logsExpire } from "./logs-expire";

const says = 'BucketLifecycleConfiguration "object-store-logs" keeps access logs for ever';

describeRule(logsExpire, [
  {
    name: "logs that stay",
    change: (find) => {
      set(find("BucketLifecycleConfiguration", "object-store-logs"), "rules.1.expiration", undefined);
    },
    says,
  },
  {
    name: "logs of which some stay",
    change: (find) => {
      const lifecycle = find("BucketLifecycleConfiguration", "object-store-logs");
      set(lifecycle, "rules.1.filter", { prefix: "alfred-platform-prod/" });
      // Versions are another rule's affair.
      set(lifecycle, "rules.2.noncurrentVersionExpiration", { noncurrentDays: 1 });
    },
    says,
  },
]);

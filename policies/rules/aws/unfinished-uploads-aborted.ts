import { followedRules, isForAll, lifecycleTypes } from "../../aws-lifecycle";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const unfinishedUploadsAborted: ResourceRule = {
  name: "unfinished-uploads-aborted",
  threat: "cost-run-away",
  level: "advisory",
  description: "S3 gives up uploads that began and never ended: nobody sees their parts, and they are paid for.",
  remedy: "Add a rule with abortIncompleteMultipartUpload and an empty filter.",
  parameters: {
    days: { type: "integer", minimum: 1, default: 7, description: "After how many days, at the latest." },
  },
  types: lifecycleTypes,
  check: ({ props }, report, { days }) => {
    const aborted = followedRules(props).some(
      (rule) =>
        isForAll(rule) && Number(at(rule, "abortIncompleteMultipartUpload.daysAfterInitiation")) <= Number(days),
    );
    if (!aborted) report(`does not give up every unfinished upload within ${String(days)} days`);
  },
};

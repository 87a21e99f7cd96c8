import { lastingTypes } from "../../kubernetes";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const historyKept: ResourceRule = {
  name: "history-kept",
  threat: "change-unseen",
  level: "advisory",
  description: "The last revisions of a workload are kept, to compare with and to go back to.",
  remedy: "Set revisionHistoryLimit to 3 or more, or leave it out.",
  types: lastingTypes,
  check: ({ props }, report) => {
    if (at(props, "spec.revisionHistoryLimit") === 0) report("keeps no revision to go back to");
  },
};

import { s3 } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at, listAt } from "../../values";

export const replicationKeepsDeletionsOut: ResourceRule = {
  name: "replication-keeps-deletions-out",
  threat: "data-lost",
  level: "advisory",
  description: "S3 copies objects and not deletions, so that a copy outlives its original.",
  remedy: 'Set deleteMarkerReplication to the status "Disabled", which needs a filter; an empty one is enough.',
  types: s3("bucketReplicationConfig"),
  check: ({ props }, report) => {
    // A rule without a filter is of S3's first version, in which deletions are copied unless it is said otherwise.
    const copied = listAt(props, "rules").some((rule) => at(rule, "deleteMarkerReplication.status") !== "Disabled");
    if (copied) report("copies deletions, too");
  },
};

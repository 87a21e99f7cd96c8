import { describeRule, set } from "../../testing";
import { replicationKeepsDeletionsOut } from "./replication-keeps-deletions-out";

const says = 'BucketReplicationConfig "object-store" copies deletions, too';

describeRule(replicationKeepsDeletionsOut, [
  {
    name: "deletions that are copied",
    stack: "full",
    change: (find) => {
      set(find("BucketReplicationConfig"), "rules.0.deleteMarkerReplication.status", "Enabled");
    },
    says,
  },
  {
    name: "deletions of some objects that are copied",
    stack: "full",
    change: (find) => {
      const rule = { filter: { prefix: "tmp/" }, deleteMarkerReplication: { status: "Enabled" } };
      set(find("BucketReplicationConfig"), "rules.1", rule);
    },
    says,
  },
  {
    name: "a rule that does not say it",
    stack: "full",
    change: (find) => {
      set(find("BucketReplicationConfig"), "rules.0.deleteMarkerReplication", undefined);
    },
    says,
  },
]);

import { describeRule, set } from "../../testing";
import { without } from "../../testing-aws";
import { recoveryPointsLocked } from "./recovery-points-locked";

const says = "The stack has S3 buckets, and none that keeps every version for at least 7 days";
const lock = "BucketObjectLockConfiguration";

describeRule(recoveryPointsLocked, [
  {
    name: "buckets of which none has a lock",
    change: (find, resources) => {
      without(resources, find(lock));
    },
    says,
  },
  {
    name: "a lock that holds for too short a time",
    change: (find) => {
      set(find(lock), "rule.defaultRetention.days", 6);
    },
    says,
  },
  {
    name: "a lock that holds nothing by itself",
    change: (find) => {
      set(find(lock), "rule", undefined);
    },
    says,
  },
  {
    name: "a lock of another kind than S3 has",
    change: (find) => {
      set(find(lock), "rule.defaultRetention.mode", "NONE");
    },
    says,
  },
  {
    name: "a lock that holds for just long enough",
    change: (find) => {
      set(find(lock), "rule.defaultRetention.days", 7);
    },
    says: [],
  },
  {
    name: "a bucket for logs and no other",
    change: (_, resources) => {
      const others = /^alfred-platform-prod(-backups)?$/;
      const left = resources.filter(
        ({ type, props }) => type.endsWith(":BucketLogging") || !others.test(String(props["bucket"])),
      );
      resources.splice(0, resources.length, ...left);
    },
    says: [],
  },
  {
    name: "a lock that holds for years",
    change: (find) => {
      set(find(lock), "rule.defaultRetention", { mode: "COMPLIANCE", years: 1 });
    },
    says: [],
  },
]);

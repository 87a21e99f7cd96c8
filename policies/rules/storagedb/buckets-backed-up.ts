import { isBackupContainer, isBackupJob, isOfScope } from "../../recovery-points";
import type { StackRule } from "../../rule";
import { bucketType } from "../../storagedb";

export const bucketsBackedUp: StackRule = {
  name: "buckets-backed-up",
  threat: "data-lost",
  level: "advisory",
  description: "Where a stack has buckets, something in it makes recovery points of their objects.",
  remedy: "Write alfred-storage:backup, or an exception that says where the objects are backed up.",
  checkStack: (resources, report) => {
    const makes = resources.some((one) => isBackupContainer(one) || (isBackupJob(one) && isOfScope(one, "storage")));
    if (!makes && resources.some(({ type }) => type === bucketType))
      report("has buckets, and nothing that makes recovery points of their objects");
  },
};

import type { StackRule } from "../../rule";
import { bucketType } from "../../storagedb";

export const dataLocationKept: StackRule = {
  name: "data-location-kept",
  threat: "data-lost",
  level: "mandatory",
  description: "A stack with buckets keeps in mind where their objects are, so that an edit cannot leave them behind.",
  remedy: "Add a DataLocation that names the backend, the folder or bucket, and the volumes.",
  checkStack: (resources, report) => {
    const has = (type: string) => resources.some((one) => one.type === type);
    if (has(bucketType) && !has("storagedb:index:DataLocation")) {
      report("has buckets, and nothing that notices when their objects are looked for elsewhere");
    }
  },
};

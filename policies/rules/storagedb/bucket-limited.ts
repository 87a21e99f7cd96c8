import type { ResourceRule } from "../../rule";
import { bucketType } from "../../storagedb";
import { at } from "../../values";

export const bucketLimited: ResourceRule = {
  name: "bucket-limited",
  threat: "cost-run-away",
  level: "advisory",
  description: "A bucket has a largest size of its objects.",
  remedy: "Set fileSizeLimit.",
  types: [bucketType],
  check: ({ props }, report) => {
    if (!(Number(at(props, "fileSizeLimit")) > 0)) report("takes objects of any size that the service takes");
  },
};

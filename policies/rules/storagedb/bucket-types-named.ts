import type { ResourceRule } from "../../rule";
import { bucketType } from "../../storagedb";
import { textsAt } from "../../values";

export const bucketTypesNamed: ResourceRule = {
  name: "bucket-types-named",
  threat: "data-exposed",
  level: "advisory",
  description:
    "A bucket says which types its objects may have, so that it takes no programs and no web pages by the way.",
  remedy: "Set allowedMimeTypes.",
  types: [bucketType],
  check: ({ props }, report) => {
    const types = textsAt(props, "allowedMimeTypes");
    if (types.length === 0 || types.includes("*/*")) report("takes objects of every type");
  },
};

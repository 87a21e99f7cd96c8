import { bucketTypes } from "../../aws";
import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const bucketNotForceDestroyed: ResourceRule = {
  name: "bucket-not-force-destroyed",
  threat: "data-lost",
  level: "mandatory",
  description: "An S3 bucket that holds objects cannot be deleted.",
  remedy: "Remove forceDestroy, or set it to false.",
  types: bucketTypes,
  check: ({ props }, report) => {
    const force = at(props, "forceDestroy") ?? false;
    if (force !== false) report("takes its objects along when it is deleted (forceDestroy)");
  },
};

import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const storageClassRetains: ResourceRule = {
  name: "storage-class-retains",
  threat: "data-lost",
  level: "mandatory",
  description: "A StorageClass keeps a volume when its claim is deleted.",
  remedy: "Set reclaimPolicy: Retain; what is left out means Delete.",
  types: ["kubernetes:storage.k8s.io/v1:StorageClass"],
  check: ({ props }, report) => {
    if (at(props, "reclaimPolicy") !== "Retain") report("deletes a volume with its data when its claim is deleted");
  },
};

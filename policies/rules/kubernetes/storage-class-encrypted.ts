import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const storageClassEncrypted: ResourceRule = {
  name: "storage-class-encrypted",
  threat: "data-exposed",
  level: "mandatory",
  description: "A StorageClass of EBS makes encrypted volumes.",
  remedy: 'Set its parameter encrypted to "true".',
  types: ["kubernetes:storage.k8s.io/v1:StorageClass"],
  check: ({ props }, report) => {
    const isEbs = at(props, "provisioner") === "ebs.csi.aws.com"; // the large clouds but AWS encrypt every disk
    if (isEbs && at(props, "parameters.encrypted") !== "true") report("makes volumes that are not encrypted");
  },
};

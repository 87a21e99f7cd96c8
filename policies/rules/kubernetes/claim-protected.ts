import type { ResourceRule } from "../../rule";

export const claimProtected: ResourceRule = {
  name: "claim-protected",
  threat: "data-lost",
  level: "mandatory",
  description: "A claim and a volume on Kubernetes are protected, so that pulumi destroy stops at them.",
  remedy: "Set protect: true among the resource's options.",
  types: ["kubernetes:core/v1:PersistentVolumeClaim", "kubernetes:core/v1:PersistentVolume"],
  check: ({ protect }, report) => {
    if (!protect) report("is not protected, so an edit or a destroy can delete its data");
  },
};

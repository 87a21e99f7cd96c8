import type { ResourceRule } from "../../rule";
import { at } from "../../values";

export const volumeRetained: ResourceRule = {
  name: "volume-retained",
  threat: "data-lost",
  level: "mandatory",
  description: "A PersistentVolume keeps its data when its claim is deleted.",
  remedy: "Set persistentVolumeReclaimPolicy: Retain.",
  types: ["kubernetes:core/v1:PersistentVolume"],
  check: ({ props }, report) => {
    const policy: unknown = at(props, "spec.persistentVolumeReclaimPolicy") ?? "Retain"; // as Kubernetes has it for such volumes
    if (policy !== "Retain") report(`has the reclaim policy ${String(policy)}, so its data goes with its claim`);
  },
};

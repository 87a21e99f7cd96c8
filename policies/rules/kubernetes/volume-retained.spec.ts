import { describeRule, set } from "../../testing";
import { volumeRetained } from "./volume-retained";

describeRule(volumeRetained, [
  {
    name: "a volume whose data goes with its claim",
    stack: "full",
    change: (find) => {
      set(find("PersistentVolume", "redis-data"), "spec.persistentVolumeReclaimPolicy", "Delete");
    },
    says: 'PersistentVolume "redis-data" has the reclaim policy Delete, so its data goes with its claim',
  },
  {
    name: "a volume that does not say, which is kept",
    stack: "full",
    change: (find) => {
      set(find("PersistentVolume", "redis-data"), "spec.persistentVolumeReclaimPolicy", undefined);
    },
    says: [],
  },
]);
